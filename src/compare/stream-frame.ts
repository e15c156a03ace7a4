import { chunkChoices, deltaOf } from '../checks/reply.ts'
import { asArray, isObject, type JsonObject } from '../json.ts'
import { streamChunks } from '../wire/reply.ts'
import type { SseStream } from '../wire/sse.ts'
import { addTrait, type Shape } from './shape.ts'

const filled = (value: unknown): boolean => typeof value === 'string' && value !== ''
const REASONING = ['reasoning', 'reasoning_content', 'thinking']

/** Which parts of an answer a chunk carries. */
function parts(chunk: JsonObject): string[] {
  const choices = chunkChoices(chunk)
  const deltas = choices.map(deltaOf)
  const fragments = deltas.flatMap(({ tool_calls: calls }) => asArray(calls).filter(isObject))
  return [
    deltas.some(({ role }) => filled(role)) && 'role',
    deltas.some((delta) => REASONING.some((key) => filled(delta[key]))) && 'reasoning',
    deltas.some(({ content, refusal }) => filled(content) || filled(refusal)) && 'content',
    fragments.length > 0 && (fragments.some(isOpening) ? 'call' : 'arguments'),
    choices.some(finishes) && 'finish',
    isObject(chunk['usage']) && 'usage',
    isObject(chunk['error']) && 'error',
  ].filter((part) => part !== false)
}

/** A fragment that names the call; the others only go on with its arguments. */
export const isOpening = (fragment: JsonObject): boolean =>
  filled(fragment['id']) || (isObject(fragment['function']) && filled(fragment['function']['name']))

export const finishes = (choice: JsonObject): boolean => filled(choice['finish_reason'])

/** A stream as a line of its chunks' parts, repeats drawn together: `role content+ finish usage [DONE]`. */
export function streamPattern(stream: SseStream): string {
  const tokens = streamChunks(stream).map((chunk) => parts(chunk).join('/') || 'empty')
  const drawn = tokens
    .filter((token, i) => token !== tokens[i - 1])
    .map((token) => (tokens.some((one, i) => one === token && tokens[i + 1] === token) ? `${token}+` : token))
  return [...drawn, ...(stream.done > 0 ? ['[DONE]'] : [])].join(' ')
}

/** Notes where a stream carries its role, finish, usage and end mark. Text and calls between them are the model's. */
export function addFrame(shape: Shape, stream: SseStream, asked: { usage: boolean }): void {
  const chunks = streamChunks(stream)
  for (const index of new Set(chunks.flatMap(chunkChoices).map((choice) => choice['index']))) {
    const choices = chunks.flatMap((chunk) => chunkChoices(chunk).filter((choice) => choice['index'] === index))
    addTrait(shape, 'events.role', rolePlace(choices))
    addTrait(shape, 'events.finish', finishPlace(choices))
  }
  addUsage(shape, chunks, asked)
  addDone(shape, stream)
  addTrait(shape, 'events.order', order(chunks, stream))
}

function addUsage(shape: Shape, chunks: JsonObject[], asked: { usage: boolean }): void {
  const suffix = asked.usage ? '' : ' (not asked for)'
  addTrait(shape, `events.usage${suffix}`, usagePlace(chunks))
  const others = chunks.filter(({ usage }) => !isObject(usage))
  if (others.length > 0) addTrait(shape, `events.usage in other chunks${suffix}`, usageElsewhere(others))
}

const addDone = (shape: Shape, stream: SseStream): void =>
  addTrait(
    shape,
    'events.done',
    stream.done === 0 ? 'absent' : stream.done > 1 ? 'several times' : stream.doneLast ? 'last' : 'not last',
  )

/** The same of a text completion, which has neither role nor deltas: its end may ride on the last text, or be told twice. */
export function addTextFrame(shape: Shape, stream: SseStream, asked: { usage: boolean }): void {
  const chunks = streamChunks(stream)
  for (const index of new Set(chunks.flatMap(chunkChoices).map((choice) => choice['index']))) {
    const choices = chunks.flatMap((chunk) => chunkChoices(chunk).filter((choice) => choice['index'] === index))
    addTrait(shape, 'events.finish', textFinishPlace(choices))
  }
  addUsage(shape, chunks, asked)
  addDone(shape, stream)
}

function textFinishPlace(choices: JsonObject[]): string {
  const end = choices.findIndex(finishes)
  if (end < 0) return 'absent'
  return choices.slice(end + 1).some((choice) => filled(choice['text']))
    ? 'before the last text'
    : 'with or after the last text'
}

function rolePlace(choices: JsonObject[]): string {
  const places = choices.flatMap((choice, at) => (filled(deltaOf(choice)['role']) ? [at] : []))
  if (places.length === 0) return 'absent'
  if (places.length > 1) return places.length === choices.length ? 'on every chunk' : 'on several chunks'
  return places[0] === 0 ? 'on the first chunk' : 'on a later chunk'
}

function finishPlace(choices: JsonObject[]): string {
  const last = choices.filter(finishes)
  if (last.length === 0) return 'absent'
  if (last.length > 1) return 'on several chunks'
  const carried = parts({ choices: last }).filter((part) => part !== 'role' && part !== 'finish')
  return carried.length === 0 ? 'on a chunk of its own' : `on a chunk with ${carried.join(' and ')}`
}

function usagePlace(chunks: JsonObject[]): string {
  const having = chunks.filter(({ usage }) => isObject(usage))
  const [only] = having
  if (!only) return 'absent'
  if (having.length > 1) return having.length === chunks.length ? 'on every chunk' : 'on several chunks'
  if (chunkChoices(only).length === 0) return 'on a chunk of its own'
  return chunkChoices(only).some(finishes) ? 'on the finish chunk' : 'on a chunk of the text'
}

function usageElsewhere(chunks: JsonObject[]): string {
  const withKey = chunks.filter((chunk) => 'usage' in chunk).length
  return withKey === 0 ? 'absent' : withKey === chunks.length ? 'null' : 'null on some'
}

/** In which order the parts first appear that every stream has. */
function order(chunks: JsonObject[], stream: SseStream): string {
  const first = (part: string): number => chunks.findIndex((chunk) => parts(chunk).includes(part))
  const seen = ['role', 'finish', 'usage'].map((part) => ({ part, at: first(part) })).filter(({ at }) => at >= 0)
  seen.sort((a, b) => a.at - b.at)
  return [...seen.map(({ part }) => part), ...(stream.doneLast ? ['[DONE]'] : [])].join(', ')
}
