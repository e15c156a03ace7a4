import { parseJson } from '../wire/sse.ts'
import { bodyText, isStream, replaced } from './changes.ts'
import type { Deviation } from './deviation.ts'
import { framed, framesOf, withEvents, withFrames } from './frames.ts'
import type { Hooks } from './hooks.ts'
import { regenerated, regeneratedChunks } from './regenerate.ts'
import { isObject, type ChatRequest, type JsonObject, type ServerReply, type ServerRequest } from './server-reply.ts'

/** What follows the base of the API, whatever that is. */
const ENDPOINT = /\/(chat\/completions|completions|embeddings|responses|models)(?=[/?]|$)/

/**
 * The reply as a server with this deviation gives it, and the very same object where the deviation does not touch it.
 * Pure. A server that departs by what it reads in a request (`hooks.request`) has to be asked: no reply shows that.
 */
export function inject(reply: ServerReply, request: ServerRequest, { hooks }: Deviation): ServerReply {
  const at = ENDPOINT.exec(request.path)
  if (!at || reply.cut === 'refused') return reply
  const asked: ServerRequest = { ...request, path: `/v1${request.path.slice(at.index)}` }
  const normal = isStream(reply) ? framed(reply) : whole(reply, (body) => body)
  const told = inBody(normal, asked, at[1] ?? '', hooks)
  const sent = hooks.response?.(told, asked) ?? told
  return isSame(normal, sent) ? reply : sent
}

/** Whether a reply can show the deviation at all. */
export const isInReplies = ({ hooks }: Deviation): boolean => Object.keys(hooks).some((stage) => stage !== 'request')

function inBody(reply: ServerReply, asked: ServerRequest, endpoint: string, hooks: Hooks): ServerReply {
  if (reply.status >= 400) return hooks.refusal ? refused(reply, asked, hooks.refusal) : reply
  const stage = STAGES[endpoint]
  const body = parseJson(asked.body ?? '')
  const request = body.ok && isObject(body.value) ? body.value : {}
  if (!stage) return reply
  return isStream(reply)
    ? stage.stream(reply, request, hooks)
    : whole(reply, (value) => stage.plain(value, request, hooks))
}

interface Stage {
  plain: (body: JsonObject, request: JsonObject, hooks: Hooks) => JsonObject
  stream: (reply: ServerReply, request: JsonObject, hooks: Hooks) => ServerReply
}

const chatRequest = (request: JsonObject): ChatRequest => ({ model: '', messages: [], ...request })
const asIs = (reply: ServerReply): ServerReply => reply

const STAGES: Record<string, Stage> = {
  'chat/completions': {
    plain: (body, request, { generation, completion }) => {
      const asked = chatRequest(request)
      const said = generation ? regenerated(body, asked, generation) : body
      return completion?.(said, asked) ?? said
    },
    stream: (reply, request, { generation, chunks, sse }) => {
      const asked = chatRequest(request)
      const said = generation ? withEvents(reply, (all) => regeneratedChunks(all, asked, generation)) : reply
      const changed = chunks ? withEvents(said, (all) => chunks(all, asked)) : said
      return sse ? withFrames(changed, sse(framesOf(changed), asked)) : changed
    },
  },
  completions: {
    plain: (body, request, { textCompletion }) => textCompletion?.(body, request) ?? body,
    stream: (reply, request, { textChunks }) =>
      textChunks ? withEvents(reply, (all) => textChunks(all, request)) : reply,
  },
  responses: {
    plain: (body, request, { responseObject }) => responseObject?.(body, request) ?? body,
    stream: (reply, request, { responseObject, responseEvents }) =>
      withEvents(reply, (all) => {
        const told = responseObject ? all.map((event) => inEvent(event, request, responseObject)) : all
        return responseEvents?.(told, request) ?? told
      }),
  },
  embeddings: { plain: (body, request, { embeddings }) => embeddings?.(body, request) ?? body, stream: asIs },
  models: { plain: (body, _request, { models }) => models?.(body) ?? body, stream: asIs },
}

/** An event that carries the response carries the changed one. */
const inEvent = (event: JsonObject, request: JsonObject, change: NonNullable<Hooks['responseObject']>): JsonObject =>
  isObject(event['response']) ? { ...event, response: change(event['response'], request) } : event

function whole(reply: ServerReply, change: (body: JsonObject) => JsonObject): ServerReply {
  const parsed = parseJson(bodyText(reply))
  return parsed.ok && isObject(parsed.value)
    ? { ...reply, chunks: [{ afterMs: totalMs(reply), bytes: JSON.stringify(change(parsed.value)) }] }
    : reply
}

function refused(reply: ServerReply, request: ServerRequest, change: NonNullable<Hooks['refusal']>): ServerReply {
  const parsed = parseJson(bodyText(reply))
  const error = parsed.ok && isObject(parsed.value) ? parsed.value['error'] : undefined
  if (!isObject(error)) return reply
  const { message = '', type = '', param = null, code = null } = error as { [key: string]: never }
  const told = change({ status: reply.status, message, type, param, code }, request)
  // A request that was refused has no other answer that could be given.
  if (told === null) return reply
  const { status, ...fields } = told
  return replaced(reply, { status, body: JSON.stringify({ error: { ...error, ...fields } }) })
}

const totalMs = ({ chunks }: ServerReply): number => chunks.reduce((sum, { afterMs }) => sum + afterMs, 0)

/** A shorter wait is none that a client notices. */
const SLOW_MS = 1000

/** Whether a client sees no difference in status, headers, bytes, time and end. */
const isSame = (one: ServerReply, other: ServerReply): boolean =>
  one === other ||
  (one.status === other.status &&
    one.cut === other.cut &&
    one.httpVersion === other.httpVersion &&
    JSON.stringify(one.headers) === JSON.stringify(other.headers) &&
    bodyText(one) === bodyText(other) &&
    Math.abs(totalMs(one) - totalMs(other)) < SLOW_MS)
