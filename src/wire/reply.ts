import { asArray, isObject, type JsonObject } from '../json.ts'
import type { Parsed, SseStream } from './sse.ts'

/** A tool call as a client would hold it after reading the whole answer. */
export interface ReplyToolCall {
  /** `index` as sent; undefined where the server sent none (which is right in a plain answer). */
  index: unknown
  id: unknown
  type: unknown
  name: string
  /** The arguments text; fragments of a stream joined. */
  arguments: string
}

export interface ReplyChoice {
  index: unknown
  role: unknown
  /** Text of the choice; null or undefined as sent when there is none. */
  content: string | null | undefined
  /** Reasoning text under whichever key the server uses. */
  reasoning: string
  toolCalls: ReplyToolCall[]
  finish: unknown
}

/** A chat answer, or a legacy text completion, in one form, whether it came plain or as a stream. */
export interface ChatReply {
  id: unknown
  model: unknown
  created: unknown
  choices: ReplyChoice[]
  /** `usage` as sent: an object, null, or undefined where the key is absent. In a stream: the last one that is no null. */
  usage: unknown
}

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {})
const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Reads a chat answer leniently, as the most tolerant client would, so that a rule sees the one thing it is about. */
export function readReply(json: Parsed, stream: SseStream | null): ChatReply | null {
  if (stream) return fromStream(stream)
  if (!json.ok || !isObject(json.value) || !Array.isArray(json.value['choices'])) return null
  const { id, model, created, choices, usage } = json.value
  return { id, model, created, choices: asArray(choices).map(plainChoice), usage }
}

function plainChoice(raw: unknown): ReplyChoice {
  const choice = asObject(raw)
  const message = asObject(choice['message'])
  return {
    index: choice['index'],
    role: message['role'],
    content: isObject(choice['message']) ? contentOf(message) : contentOf({ content: choice['text'] }),
    reasoning: reasoningOf(message),
    toolCalls: asArray(message['tool_calls']).map((call) => ({ ...toolCall(asObject(call)) })),
    finish: choice['finish_reason'],
  }
}

const contentOf = (message: JsonObject): string | null | undefined => {
  const { content } = message
  return typeof content === 'string' || content === null ? content : undefined
}

const reasoningOf = (message: JsonObject): string =>
  asText(message['reasoning']) || asText(message['reasoning_content']) || asText(message['thinking'])

function toolCall(call: JsonObject): ReplyToolCall {
  const fn = asObject(call['function'])
  const args = fn['arguments']
  return {
    index: call['index'],
    id: call['id'],
    type: call['type'],
    name: asText(fn['name']),
    arguments: typeof args === 'string' ? args : args === undefined ? '' : JSON.stringify(args),
  }
}

/** The JSON objects of a stream, in order. */
export const streamChunks = (stream: SseStream): JsonObject[] =>
  stream.events.flatMap(({ json }) => (json.ok && isObject(json.value) ? [json.value] : []))

function fromStream(stream: SseStream): ChatReply | null {
  const chunks = streamChunks(stream).filter((chunk) => Array.isArray(chunk['choices']))
  const first = chunks[0]
  if (!first) return null
  const choices = new Map<unknown, StreamedChoice>()
  let usage: unknown
  for (const chunk of chunks) {
    if (chunk['usage'] !== undefined && (chunk['usage'] !== null || usage === undefined)) usage = chunk['usage']
    for (const choice of asArray(chunk['choices'])) addDelta(choices, asObject(choice))
  }
  return {
    id: first['id'],
    model: first['model'],
    created: first['created'],
    choices: [...choices.values()].map(({ choice }) => choice),
    usage,
  }
}

/** A choice as it is put together. Looked up rather than searched for: a hostile server may send a hundred thousand of them. */
interface StreamedChoice {
  choice: ReplyChoice
  byIndex: Map<unknown, ReplyToolCall>
  byId: Map<unknown, ReplyToolCall>
}

function addDelta(choices: Map<unknown, StreamedChoice>, raw: JsonObject): void {
  // Without an index it is of the only choice there is.
  const place = raw['index'] ?? 0
  const known: StreamedChoice = choices.get(place) ?? {
    choice: { index: raw['index'], role: undefined, content: undefined, reasoning: '', toolCalls: [], finish: null },
    byIndex: new Map(),
    byId: new Map(),
  }
  choices.set(place, known)
  const { choice } = known
  const delta = asObject(raw['delta'])
  choice.role ??= delta['role']
  const content = isObject(raw['delta']) ? delta['content'] : raw['text']
  if (typeof content === 'string') choice.content = asText(choice.content) + content
  else if (content === null) choice.content ??= null
  choice.reasoning += reasoningOf(delta)
  for (const fragment of asArray(delta['tool_calls'])) addFragment(known, asObject(fragment))
  if (raw['finish_reason'] !== null && raw['finish_reason'] !== undefined) choice.finish = raw['finish_reason']
}

/** Fragments belong together by `index`; without one, a fragment with a new id opens a new call, as the lenient clients do. */
function addFragment({ choice, byIndex, byId }: StreamedChoice, raw: JsonObject): void {
  const calls = choice.toolCalls
  const fragment = toolCall(raw)
  const known =
    fragment.index === undefined
      ? fragment.id === undefined
        ? calls.at(-1)
        : byId.get(fragment.id)
      : byIndex.get(fragment.index)
  if (!known) {
    calls.push(fragment)
    if (!byIndex.has(fragment.index)) byIndex.set(fragment.index, fragment)
    if (!byId.has(fragment.id)) byId.set(fragment.id, fragment)
    return
  }
  if (known.id === undefined || known.id === null) {
    known.id = fragment.id
    if (!byId.has(fragment.id)) byId.set(fragment.id, known)
  }
  known.type ??= fragment.type
  known.name ||= fragment.name
  known.arguments += fragment.arguments
}
