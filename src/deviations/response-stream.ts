import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../suite/steps.ts'
import { ENDS, renumbered, responseOf } from './response-events.ts'
import { isObject, objects, textOf, type JsonObject } from './server-reply.ts'
import { tokensOf } from './tokens.ts'

/** An event of a streamed response. */
export type ResponseEvent = JsonObject & { type: string }
type Split = (text: string) => string[]

/** What a response has not got yet when it is begun. */
const UNBEGUN = { status: 'in_progress', output: [], usage: null, incomplete_details: null, completed_at: null }

const endOf = ({ status }: JsonObject): string =>
  status === 'incomplete' ? 'response.incomplete' : 'response.completed'

/** The events that stream a finished response, in OpenAI's order, not numbered. */
export function eventsOf(response: JsonObject, split: Split): ResponseEvent[] {
  const begun: JsonObject = { ...response, ...UNBEGUN }
  return [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...objects(response['output']).flatMap((item, index) => itemEvents(item, index, split)),
    { type: endOf(response), response },
  ]
}

function itemEvents(item: JsonObject, index: number, split: Split): ResponseEvent[] {
  const added: JsonObject = { ...item, ...('status' in item ? { status: 'in_progress' } : {}), ...emptied(item) }
  const place = { item_id: item['id'] ?? '', output_index: index }
  return [
    { type: 'response.output_item.added', output_index: index, item: added },
    ...(INSIDE[textOf(item['type'])]?.(item, place, split) ?? []),
    { type: 'response.output_item.done', output_index: index, item },
  ]
}

/** What an item has not got yet when it is announced. */
const emptied = (item: JsonObject): JsonObject => {
  if (item['type'] === 'function_call') return { arguments: '' }
  return item['type'] === 'reasoning' ? { summary: [], ...('content' in item ? { content: [] } : {}) } : { content: [] }
}

const INSIDE: Record<string, (item: JsonObject, place: JsonObject, split: Split) => ResponseEvent[]> = {
  message: (item, place, split) =>
    objects(item['content']).flatMap((part, at) => partEvents(part, { ...place, content_index: at }, split)),
  function_call: (item, place, split) => [
    ...split(textOf(item['arguments'])).map((delta) => ({
      type: 'response.function_call_arguments.delta',
      ...place,
      delta,
    })),
    { type: 'response.function_call_arguments.done', ...place, arguments: item['arguments'] ?? '' },
  ],
  reasoning: (item, place, split) => [
    ...objects(item['summary']).flatMap((part, at) => summaryEvents(part, { ...place, summary_index: at }, split)),
    ...objects(item['content']).flatMap((part, at) => partEvents(part, { ...place, content_index: at }, split)),
  ],
}

function partEvents(part: JsonObject, place: JsonObject, split: Split): ResponseEvent[] {
  const kind = `response.${textOf(part['type'])}`
  const logprobs = part['type'] === 'output_text' ? { logprobs: [] } : {}
  return [
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    ...split(textOf(part['text'])).map((delta) => ({ type: `${kind}.delta`, ...place, ...logprobs, delta })),
    { type: `${kind}.done`, ...place, ...logprobs, text: part['text'] ?? '' },
    { type: 'response.content_part.done', ...place, part },
  ]
}

function summaryEvents(part: JsonObject, place: JsonObject, split: Split): ResponseEvent[] {
  return [
    { type: 'response.reasoning_summary_part.added', ...place, part: { ...part, text: '' } },
    ...split(textOf(part['text'])).map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...place, delta })),
    { type: 'response.reasoning_summary_text.done', ...place, text: part['text'] ?? '' },
    { type: 'response.reasoning_summary_part.done', ...place, part },
  ]
}

/**
 * The events of a streamed response that was changed: those that carry the response, and those of its items. Events of
 * items that stayed as they were are kept.
 */
export function retoldEvents(events: JsonObject[], change: (response: JsonObject) => JsonObject): JsonObject[] {
  const end = events.findLast(({ type, response }) => ENDS.includes(String(type)) && isObject(response))
  if (!end) return events
  const was = responseOf(end)
  const now = change(structuredClone(was))
  if (isDeepStrictEqual(now, was)) return events
  const begun = events.filter((event) => event !== end && isObject(event['response']))
  return renumbered([
    ...begun.map((event) => ({ ...event, response: begunAs(responseOf(event), was, now) })),
    ...itemsRetold(events, was, now),
    { ...end, type: now['status'] === was['status'] ? (end['type'] ?? '') : endOf(now), response: now },
  ])
}

/** The response as it was announced, with what of it was changed. */
function begunAs(begun: JsonObject, was: JsonObject, now: JsonObject): JsonObject {
  const changed = Object.keys({ ...was, ...now }).filter(
    (key) => !(key in UNBEGUN) && !isDeepStrictEqual(was[key], now[key]),
  )
  const kept = Object.entries(begun).filter(([key]) => !changed.includes(key))
  return Object.fromEntries([
    ...kept,
    ...changed.flatMap((key): [string, Json][] => (key in now ? [[key, now[key] ?? null]] : [])),
  ])
}

function itemsRetold(events: JsonObject[], was: JsonObject, now: JsonObject): JsonObject[] {
  const inItems = events.filter((event) => !isObject(event['response']))
  const before = objects(was['output'])
  const after = objects(now['output'])
  if (isDeepStrictEqual(before, after)) return inItems
  return after.flatMap((item, index): JsonObject[] => {
    const own = inItems.filter((event) => event['output_index'] === index)
    return isDeepStrictEqual(item, before[index]) && own.length > 0 ? own : itemEvents(item, index, tokensOf)
  })
}
