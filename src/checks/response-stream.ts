import type { Observation } from '../wire/observe.ts'
import { once } from '../wire/once.ts'
import { asks } from './pool.ts'
import { asArray, isObject, numberedChunks, type JsonObject } from './reply.ts'
import { endedByServer, holdsSomething } from './stream.ts'

/** One event of a streamed response. */
export interface ResponseEvent {
  at: number
  type: string
  event: JsonObject
}

/** A streamed response that was begun with success, also one cut short, whatever its events are. */
export const isBegunResponseStream = once(
  (answer) => asks(answer, 'POST', /\/responses$/) && answer.status === 200 && holdsSomething(answer),
)

/** One of which a client reads at least one event. */
export const isResponseStream = once((answer) => isBegunResponseStream(answer) && eventsOf(answer).length > 0)

/** The events that are JSON objects. */
export const eventsOf = once((stream): readonly ResponseEvent[] =>
  numberedChunks(stream).map(({ at, chunk }) => ({ at, type: String(chunk['type'] ?? ''), event: chunk })),
)

export const eventsOfType = (stream: Observation, ...types: string[]): ResponseEvent[] =>
  eventsOf(stream).filter(({ type }) => types.includes(type))

/** The events of these types in an answer; none where it is no streamed response. */
export const eventsIn = (observation: Observation, ...types: string[]): ResponseEvent[] =>
  isResponseStream(observation) ? eventsOfType(observation, ...types) : []

/** The same for a contract. */
export const valuesOfType =
  (...types: string[]) =>
  (observation: Observation): unknown[] =>
    eventsIn(observation, ...types).map(({ event }) => event)

/** Where an event has that key, for findings. */
export const eventPath = ({ at }: ResponseEvent, key: string): string => `events[${at}].${key}`

export const BEGINS = ['response.created', 'response.queued', 'response.in_progress']
export const ENDS = ['response.completed', 'response.incomplete', 'response.failed']

/** The stream says that the answer failed. */
export const failed = once((stream) =>
  eventsOf(stream).some(
    ({ type, event }) => type === 'error' || type === 'response.failed' || (type === '' && 'error' in event),
  ),
)

/** A stream that a client may take for a whole answer. */
export const isWholeResponseStream = once(
  (answer) => isResponseStream(answer) && endedByServer(answer) && !failed(answer),
)

/** The response in an event of its life. */
export const responseIn = ({ event }: ResponseEvent): JsonObject =>
  isObject(event['response']) ? event['response'] : {}

/** The response as the last event has it. */
export const finalResponse = (stream: Observation): JsonObject | undefined => {
  const end = eventsOfType(stream, ...ENDS).at(-1)
  return end && responseIn(end)
}

/** A response as a client holds it in the end, whichever way it came. */
export const responseOf = (observation: Observation): JsonObject | undefined => {
  if (observation.stream) return finalResponse(observation)
  return observation.json.ok && isObject(observation.json.value) ? observation.json.value : undefined
}

export const itemsOf = (response: JsonObject | undefined): JsonObject[] =>
  asArray(response?.['output']).filter(isObject)

/** What the SDK gives as `output_text`: the text of the messages of a response. Thoughts and refusals are no text. */
export const outputText = (response: JsonObject | undefined): string =>
  itemsOf(response)
    .filter(({ type }) => type === 'message')
    .flatMap((item) => asArray(item['content']).filter(isObject))
    .map(({ type, text }) => (type === 'output_text' && typeof text === 'string' ? text : ''))
    .join('')

/** Events that write the same text: by what they write, and the place they write it to. */
export interface Written {
  at: number
  deltas: string
  done: unknown
  doneAt: number | undefined
}

/** What the deltas of a kind add up to, by place, beside what the `.done` event of the same place says. */
export function writtenBy(stream: Observation, kind: string, key: string): Written[] {
  const events = eventsOfType(stream, `${kind}.delta`, `${kind}.done`)
  const places = Map.groupBy(events, ({ event }) =>
    JSON.stringify([event['item_id'], event['output_index'], event['content_index'], event['summary_index']]),
  )
  return [...places.values()].map((all) => {
    const done = all.find(({ type }) => type.endsWith('.done'))
    const deltas = all
      .filter(({ type }) => type.endsWith('.delta'))
      .map(({ event }) => (typeof event['delta'] === 'string' ? event['delta'] : ''))
      .join('')
    return { at: all[0]?.at ?? 0, deltas, done: done?.event[key], doneAt: done?.at }
  })
}

/** An answer that spent part of its tokens on thinking says nothing by the length of its text. */
export const outputTokens = (response: JsonObject | undefined): number | undefined => {
  const usage = isObject(response?.['usage']) ? response['usage'] : {}
  const count = usage['output_tokens']
  return typeof count === 'number' ? count : undefined
}
