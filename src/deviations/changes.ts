import type { Hooks } from './hooks.ts'
import { isObject, objects, type JsonObject, type ServerReply } from './server-reply.ts'

/** Changes every choice of a plain answer in place. */
export const inChoices = (change: (choice: JsonObject, message: JsonObject) => void): Hooks => ({
  completion: (body) => {
    for (const choice of objects(body['choices'])) change(choice, isObject(choice['message']) ? choice['message'] : {})
    return body
  },
})

/** Changes every choice of every chunk in place; `at` counts chunks. */
export const inDeltas = (
  change: (delta: JsonObject, choice: JsonObject, at: number, chunk: JsonObject) => void,
): Hooks => ({
  chunks: (chunks) => {
    for (const [at, chunk] of chunks.entries()) {
      for (const choice of objects(chunk['choices']))
        change(isObject(choice['delta']) ? choice['delta'] : {}, choice, at, chunk)
    }
    return chunks
  },
})

/** Changes every tool call of a plain answer in place. */
export const inCalls = (change: (call: JsonObject, fn: JsonObject, at: number) => void): Hooks =>
  inChoices((_choice, message) =>
    objects(message['tool_calls']).forEach((call, at) => change(call, functionOf(call), at)),
  )

/** Changes every tool call fragment of a stream in place; `opens` where it is the first of its call. */
export const inFragments = (change: (fragment: JsonObject, fn: JsonObject, opens: boolean) => void): Hooks =>
  inDeltas((delta) =>
    objects(delta['tool_calls']).forEach((fragment) => change(fragment, functionOf(fragment), 'id' in fragment)),
  )

const functionOf = (call: JsonObject): JsonObject => (isObject(call['function']) ? call['function'] : {})

/** Lays a change over every body and every chunk. */
export const everywhere = (change: (value: JsonObject) => void): Hooks => ({
  completion: (body) => changed(body, change),
  chunks: (chunks) => chunks.map((chunk) => changed(chunk, change)),
})

function changed(value: JsonObject, change: (value: JsonObject) => void): JsonObject {
  change(value)
  return value
}

/** The request as a server reads it that does not know these parameters. */
export const deaf = (...parameters: string[]): Hooks => ({
  request: (body) => Object.fromEntries(Object.entries(body).filter(([key]) => !parameters.includes(key))),
})

/** Changes the messages as the server reads them, in requests that have any. */
export const misread = (change: (messages: JsonObject[]) => JsonObject[]): Hooks => ({
  request: (body) =>
    Array.isArray(body['messages']) ? { ...body, messages: change(objects(body['messages'])) } : body,
})

/** The body of an answer as text. */
export const bodyText = (reply: ServerReply): string =>
  reply.chunks.map(({ bytes }) => Buffer.from(bytes as string).toString('utf8')).join('')

/** The same answer with another body, status or media type. */
export function replaced(
  reply: ServerReply,
  { status = reply.status, type, body }: { status?: number; type?: string; body: string },
): ServerReply {
  const headers = type === undefined ? reply.headers : withType(reply.headers, type)
  return { status, headers, chunks: [{ afterMs: 100, bytes: body }] }
}

export const withType = (headers: ServerReply['headers'], type: string): ServerReply['headers'] =>
  headers.map(([name, value]) => [name, isContentType(name) ? type : value])

const isContentType = (name: string): boolean => name.toLowerCase() === 'content-type'

export const isStream = ({ headers }: ServerReply): boolean =>
  headers.some(([name, value]) => isContentType(name) && value.startsWith('text/event-stream'))

/** Refuses the chat requests that meet a condition, as a server does that cannot read them. */
export const refuses = (
  applies: (body: JsonObject) => boolean,
  status = 400,
  message = 'json: cannot unmarshal',
): Hooks => ({
  response: (reply, request) => {
    const body: unknown = request.method === 'POST' && reply.status === 200 ? JSON.parse(request.body ?? '{}') : null
    if (!isObject(body) || !applies(body)) return reply
    const error = {
      error: { message, type: status < 500 ? 'invalid_request_error' : 'api_error', param: null, code: null },
    }
    return replaced(reply, { status, type: 'application/json', body: JSON.stringify(error) })
  },
})
