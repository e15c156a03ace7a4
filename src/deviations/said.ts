import { askedIn, type Asked } from './asked.ts'
import type { Deviation } from './deviation.ts'
import type { Hooks } from './hooks.ts'
import { isObject, objects, textOf, type Generation, type JsonObject } from './server-reply.ts'

/** What the model said in the place of what it says; null where this one is not touched. */
export type Retelling = (said: Generation, asked: Asked) => Partial<Generation> | null

/** Another answer of a chat, plain or streamed. */
export const inChat = (retell: Retelling): Hooks => ({
  generation: (said, request) => ({ ...said, ...retell(said, askedIn(request)) }),
})

/** Another response, plain or streamed. */
export const inResponse = (retell: Retelling): Hooks => ({
  responseObject: (response, request) => {
    const said = saidIn(response)
    const now = retell(said, askedIn(request))
    return now === null ? response : respoken(response, said, { ...said, ...now })
  },
})

/** A deviation as it is told, for both of the endpoints that chat. */
export interface Pair {
  name: string
  about: string
  seen?: string[]
  chat: string[]
  responses: string[]
  retell: Retelling
}

/** The deviation of chats and, under the name with `responses-`, the same of responses. */
export const pair = ({ name, about, seen, chat, responses, retell }: Pair): Deviation[] => [
  { name, about: `a chat answer: ${about}`, ...(seen ? { seen } : {}), rules: chat, hooks: inChat(retell) },
  { name: `responses-${name}`, about: `a response: ${about}`, rules: responses, hooks: inResponse(retell) },
]

const partsOf = (item: JsonObject): JsonObject[] => objects(item['content'])

function saidIn(response: JsonObject): Generation {
  const output = objects(response['output'])
  const messages = output.filter(({ type }) => type === 'message')
  const calls = output.filter(({ type }) => type === 'function_call')
  const usage = isObject(response['usage']) ? response['usage'] : {}
  const thoughts = output
    .filter(({ type }) => type === 'reasoning')
    .flatMap(({ summary }) => objects(summary).map(({ text }) => textOf(text)))
  return {
    text:
      messages.length === 0
        ? null
        : messages
            .flatMap(partsOf)
            .map(({ text }) => textOf(text))
            .join(''),
    ...(thoughts.length > 0 ? { reasoning: thoughts.join('\n') } : {}),
    calls: calls.map((item) => ({
      id: textOf(item['call_id']),
      name: textOf(item['name']),
      arguments: textOf(item['arguments']),
    })),
    finish: response['status'] === 'incomplete' ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop',
    promptTokens: Number(usage['input_tokens'] ?? 0),
    completionTokens: Number(usage['output_tokens'] ?? 0),
  }
}

function respoken(response: JsonObject, was: Generation, now: Generation): JsonObject {
  const cut = now.finish === 'length'
  const ended = cut === (was.finish === 'length')
  const status = cut ? 'incomplete' : 'completed'
  const output = itemsOf(response, was, now).map((item) => ('status' in item ? { ...item, status } : item))
  return {
    ...response,
    output,
    ...(ended ? {} : { status, incomplete_details: cut ? { reason: 'max_output_tokens' } : null }),
    ...recounted(response, was, now),
  }
}

function itemsOf(response: JsonObject, was: Generation, now: Generation): JsonObject[] {
  const output = objects(response['output'])
  const calls = output.filter(({ type }) => type === 'function_call')
  const message = output.find(({ type }) => type === 'message')
  const others = output.filter(({ type }) => type !== 'message' && type !== 'function_call')
  const saysNothing = now.text === null || (now.text === '' && now.calls.length > 0)
  return [
    ...(now.reasoning === was.reasoning ? others : others.map((item) => thinking(item, now.reasoning))),
    ...(saysNothing ? [] : [messageOf(message, now.text ?? '', textOf(response['id']))]),
    ...now.calls.map((call, at) => callOf(calls[at], call)),
  ]
}

const thinking = (item: JsonObject, text = ''): JsonObject =>
  item['type'] === 'reasoning' ? { ...item, summary: [{ type: 'summary_text', text }] } : item

function messageOf(like: JsonObject | undefined, text: string, id: string): JsonObject {
  const [first] = like ? partsOf(like) : []
  const part = { type: 'output_text', annotations: [], logprobs: [], ...first, text }
  return like
    ? { ...like, content: [part] }
    : { id: id.replace(/^resp/, 'msg'), type: 'message', status: 'completed', role: 'assistant', content: [part] }
}

const callOf = (like: JsonObject | undefined, { id, name, arguments: args }: Generation['calls'][number]): JsonObject =>
  like
    ? { ...like, call_id: id, name, arguments: args }
    : { id: id.replace(/^call/, 'fc'), type: 'function_call', status: 'completed', call_id: id, name, arguments: args }

function recounted({ usage }: JsonObject, was: Generation, now: Generation): JsonObject {
  if (!isObject(usage)) return {}
  const [input, output] = [now.promptTokens, now.completionTokens]
  return input === was.promptTokens && output === was.completionTokens
    ? {}
    : { usage: { ...usage, input_tokens: input, output_tokens: output, total_tokens: input + output } }
}
