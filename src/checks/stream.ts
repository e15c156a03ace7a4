import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import type { Observation } from '../wire/observe.ts'
import { asksChat } from './pool.ts'
import { asArray, chunkChoices, deltaOf, isObject, numberedChunks, type JsonObject } from './reply.ts'

/** A fault found in one stream; which exchange it is from is filled in. */
export type Fault = Omit<Finding, 'exchange'>

/** Findings beyond this many add nothing a reader needs. */
const MOST_FINDINGS = 3

/** Something came in the stream. Of one that is empty, nothing is right or wrong but that it is. */
export const holdsSomething = ({ stream }: Observation): boolean => stream !== null && stream.events.length + stream.done + stream.malformed.length > 0

/** Every chat stream of the run that was begun with success, also those cut short. */
export const chatStreams = (pool: readonly Observation[]): Observation[] =>
  pool.filter((observation) => asksChat(observation) && observation.status === 200 && holdsSomething(observation))

/** The server itself ended the stream: no network fault, no deadline, no hang-up of ours. */
export const endedByServer = ({ exchange }: Observation): boolean => exchange.failure === null && exchange.response?.complete === true

/** Events that say the answer failed. Some servers add `error` to what is otherwise a chunk. */
export const errorEvents = (stream: Observation): NumberedChunk[] =>
  numberedChunks(stream).filter(({ chunk }) => chunk['error'] !== undefined && chunk['error'] !== null)

/** Streams that a client may take for whole answers. */
export const wholeStreams = (pool: readonly Observation[]): Observation[] =>
  chatStreams(pool).filter((stream) => endedByServer(stream) && errorEvents(stream).length === 0)

export interface NumberedChunk { at: number; chunk: JsonObject }

/** Azure tells what its filters found in events of their own, whose id, model and object are empty. */
const isFilterReport = (chunk: JsonObject): boolean =>
  'prompt_filter_results' in chunk || chunkChoices(chunk).some((choice) => 'content_filter_offsets' in choice)

/** The chunks of a stream; neither errors nor filter reports are any. */
export const chunksOf = (stream: Observation): NumberedChunk[] => {
  const errors = new Set(errorEvents(stream).map(({ at }) => at))
  return numberedChunks(stream).filter(({ at, chunk }) => !errors.has(at) && !isFilterReport(chunk))
}

/** What one chunk says of one choice. */
export interface Piece { path: string; choice: JsonObject; delta: JsonObject }

/** All pieces of a stream, by choice, in order. */
export function piecesByChoice(stream: Observation): Map<unknown, Piece[]> {
  const pieces = chunksOf(stream).flatMap(({ at, chunk }) => chunkChoices(chunk).map((choice, place): Piece =>
    ({ path: `events[${at}].choices[${place}]`, choice, delta: deltaOf(choice) })))
  return Map.groupBy(pieces, ({ choice }) => choice['index'])
}

const TEXT_KEYS = ['content', 'refusal', 'reasoning', 'reasoning_content', 'thinking']

/** The delta adds something to the answer. */
export const adds = (delta: JsonObject): boolean =>
  TEXT_KEYS.some((key) => typeof delta[key] === 'string' && delta[key] !== '')
  || asArray(delta['tool_calls']).length > 0 || isObject(delta['function_call'])

/** The piece ends its choice. An empty string is no reason, though servers have sent it for none. */
export const finishes = ({ choice }: Piece): boolean => typeof choice['finish_reason'] === 'string' && choice['finish_reason'] !== ''

/** Judges many streams by one question; the first faulty ones are the evidence. */
export function* eachStream(streams: readonly Observation[], fault: (stream: Observation) => Fault | undefined): Generator<Finding, Inconclusive | void, void> {
  if (streams.length === 0) return inconclusive('the run has no stream to judge')
  const found = streams.flatMap((stream) => {
    const one = fault(stream)
    return one ? [{ ...one, exchange: stream.exchange.key }] : []
  })
  // What is said of every event is true of none, and no pass.
  if (found.length === 0 && streams.every(({ stream }) => stream?.events.length === 0)) return inconclusive('no stream of the run has an event')
  for (const one of found.slice(0, MOST_FINDINGS)) yield { ...one, answers: { with: found.length, of: streams.length } }
}

/** Streams of which a client reads at least one chunk: of the others, nothing about chunks is right or wrong. */
export const chunkStreams = (pool: readonly Observation[]): Observation[] => chatStreams(pool).filter((stream) => chunksOf(stream).length > 0)

/** The same of every choice of every stream. */
export const eachChoice = (streams: readonly Observation[], fault: (pieces: readonly Piece[]) => Fault | undefined): Generator<Finding, Inconclusive | void, void> =>
  eachStream(streams.filter((stream) => piecesByChoice(stream).size > 0), (stream) => [...piecesByChoice(stream).values()].map(fault).find((one) => one !== undefined))

/** A text delta of the first choice, with the network read that brought it. */
export interface TextDelta { text: string; path: string; at: number; read: number }

export const textDeltas = (stream: Observation): TextDelta[] =>
  chunksOf(stream).flatMap(({ at, chunk }) => {
    const event = stream.stream?.events[at]
    return chunkChoices(chunk).flatMap((choice, place): TextDelta[] => {
      const text = deltaOf(choice)['content']
      if (typeof text !== 'string' || text === '' || !event || (choice['index'] ?? 0) !== 0) return []
      return [{ text, path: `events[${at}].choices[${place}].delta.content`, at: event.at, read: event.chunk }]
    })
  })
