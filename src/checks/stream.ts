import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { extra, misplaced, missing, wrong } from '../suite/findings.ts'
import { eachAnswer, type Test, type Tests, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { once } from '../wire/once.ts'
import { asksChat } from './pool.ts'
import { asArray, chunkChoices, deltaOf, isObject, numberedChunks, type JsonObject } from './reply.ts'

/** Something came in the stream. Of one that is empty, nothing is right or wrong but that it is. */
export const holdsSomething = ({ stream }: Observation): boolean =>
  stream !== null && stream.events.length + stream.done + stream.malformed.length > 0

/** A blank line ended at least one event. */
export const hasWholeEvent = ({ stream }: Observation): boolean =>
  stream?.events.some(({ unterminated }) => !unterminated) === true

/** A chat stream that was begun with success, also one cut short. */
export const isChatStream = once((answer) => asksChat(answer) && answer.status === 200 && holdsSomething(answer))

/** The server itself ended the stream: no network fault, no deadline, no hang-up of ours. */
export const endedByServer = ({ exchange }: Observation): boolean =>
  exchange.failure === null && exchange.response?.complete === true

/** Events that say the answer failed. Some servers add `error` to what is otherwise a chunk. */
export const errorEvents = once((stream): readonly NumberedChunk[] =>
  numberedChunks(stream).filter(({ chunk }) => chunk['error'] !== undefined && chunk['error'] !== null),
)

/** A stream that a client may take for a whole answer. */
export const isWholeStream = once(
  (answer) => isChatStream(answer) && endedByServer(answer) && errorEvents(answer).length === 0,
)

export interface NumberedChunk {
  at: number
  chunk: JsonObject
}

/** Azure tells what its filters found in events of their own, whose id, model and object are empty. */
const isFilterReport = (chunk: JsonObject): boolean =>
  'prompt_filter_results' in chunk || chunkChoices(chunk).some((choice) => 'content_filter_offsets' in choice)

/** The chunks of a stream; neither errors nor filter reports are any. */
export const chunksOf = once((stream): readonly NumberedChunk[] => {
  const errors = new Set(errorEvents(stream).map(({ at }) => at))
  return numberedChunks(stream).filter(({ at, chunk }) => !errors.has(at) && !isFilterReport(chunk))
})

/** The request asks for usage at the end of the stream. */
export const asksForUsage = ({ request }: Observation): boolean =>
  isObject(request['stream_options']) && request['stream_options']['include_usage'] === true

/** The chunks that count tokens. */
export const usageChunks = (stream: Observation): NumberedChunk[] =>
  chunksOf(stream).filter(({ chunk }) => isObject(chunk['usage']))

/** What one chunk says of one choice. */
export interface Piece {
  path: string
  choice: JsonObject
  delta: JsonObject
}

/** All pieces of a stream, by choice, in order. */
export const piecesByChoice = once((stream): ReadonlyMap<unknown, readonly Piece[]> => {
  const pieces = chunksOf(stream).flatMap(({ at, chunk }) =>
    chunkChoices(chunk).map((choice, place): Piece => ({
      path: `events[${at}].choices[${place}]`,
      choice,
      delta: deltaOf(choice),
    })),
  )
  return Map.groupBy(pieces, ({ choice }) => choice['index'] ?? 0)
})

const TEXT_KEYS = ['content', 'refusal', 'reasoning', 'reasoning_content', 'thinking']

/** The delta adds something to the answer. */
export const adds = (delta: JsonObject): boolean =>
  TEXT_KEYS.some((key) => typeof delta[key] === 'string' && delta[key] !== '') ||
  asArray(delta['tool_calls']).length > 0 ||
  isObject(delta['function_call'])

/** The piece ends its choice. An empty string is no reason, though servers have sent it for none. */
export const finishes = ({ choice }: Piece): boolean =>
  typeof choice['finish_reason'] === 'string' && choice['finish_reason'] !== ''

/**
 * Reads every stream, given twice: one to take apart, one to name in a finding. What is said of every event is true of a stream
 * without one, and no pass.
 */
export function eachStream(
  tests: Tests,
  found: (parts: Observation, stream: Observation) => Finding | Inconclusive | undefined,
): Traffic {
  return eachAnswer('the run has no stream to judge', tests, (answer) => {
    const none = answer.stream?.events.length === 0 ? inconclusive('no stream of the run has an event') : undefined
    return found(answer, answer) ?? none
  })
}

/** A stream of which a client reads at least one chunk: of the others, nothing about chunks is right or wrong. */
export const isChunkStream = (answer: Observation): boolean => isChatStream(answer) && chunksOf(answer).length > 0

/** Reads every choice of every stream. */
export const eachChoice = (
  is: Test,
  found: (pieces: readonly Piece[], stream: Observation) => Finding | undefined,
): Traffic =>
  eachStream([is, (stream) => piecesByChoice(stream).size > 0], (stream) =>
    firstFinding(piecesByChoice(stream).values(), stream, found),
  )

/** The first finding in some parts of an answer. */
export const firstFinding = <T>(
  parts: Iterable<T>,
  one: Observation,
  found: (part: T, one: Observation) => Finding | undefined,
): Finding | undefined => [...parts].map((part) => found(part, one)).find((first) => first !== undefined)

/** A finding where the chunks of a stream do not repeat one value of a field. An absent field is for another rule. */
export function changing(stream: Observation, field: string): Finding | undefined {
  const sent = chunksOf(stream).filter(({ chunk }) => chunk[field] !== undefined)
  const first = sent[0]?.chunk[field]
  const other = sent.find(({ chunk }) => chunk[field] !== first)
  return (
    other && wrong(stream, `events[${other.at}].${field}`, 'it changes within the stream', first, other.chunk[field])
  )
}

/** A finding where `[DONE]` does not come just once. */
export function notDoneOnce(stream: Observation): Finding | undefined {
  const times = stream.stream?.done ?? 0
  if (times === 0) return missing(stream, 'events', '[DONE] never came', 1, times)
  return times === 1 ? undefined : extra(stream, 'events', '[DONE] came more than once', 1, times)
}

/** A finding where an event comes after `[DONE]`. */
export const notDoneLast = (stream: Observation): Finding | undefined =>
  stream.stream?.done === 0 || stream.stream?.doneLast
    ? undefined
    : misplaced(
        stream,
        'events',
        'an event comes after [DONE]',
        '[DONE]',
        stream.stream?.events.at(-1)?.data.slice(0, 160),
      )

/** A finding where a stream goes under another content type. */
export const otherType = (stream: Observation): Finding | undefined =>
  stream.mediaType === 'text/event-stream'
    ? undefined
    : wrong(
        stream,
        'headers.content-type',
        'the stream goes under another type',
        'text/event-stream',
        stream.mediaType || 'absent',
      )

/** A text delta of the first choice, with the network read that brought it. */
export interface TextDelta {
  text: string
  path: string
  at: number
  read: number
}

export const textDeltas = (stream: Observation): TextDelta[] =>
  chunksOf(stream).flatMap(({ at, chunk }) => {
    const event = stream.stream?.events[at]
    return chunkChoices(chunk).flatMap((choice, place): TextDelta[] => {
      const text = deltaOf(choice)['content']
      if (typeof text !== 'string' || text === '' || !event || (choice['index'] ?? 0) !== 0) return []
      return [{ text, path: `events[${at}].choices[${place}].delta.content`, at: event.at, read: event.chunk }]
    })
  })
