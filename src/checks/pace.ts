import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { ignored } from '../suite/findings.ts'
import { header } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'
import { chunkChoices, deltaOf, numberedChunks, type JsonObject } from './reply.ts'

/** Fewer pieces show nothing about their pace. */
const ENOUGH_PIECES = 8
/** Pieces a network read has on average where somebody collects them. A stalled network clumps a few, never all. */
const CLUMP = 8
/** Milliseconds in which a server could well have sent some of the text before the rest. */
const SLOW = 250
/** The same of a fast server: so little, and half of what its first token takes. That may be chance once, but hardly twice. */
const QUICK = 25
const QUICK_SHARE = 0.5

/** Answers to the same question, to compare their times. */
interface Timed {
  /** The answer in one piece. */
  plain: Observation
  /** A stream of one token. */
  first: Observation
  /** The stream that is judged, and the same once more. */
  streams: readonly [Observation, Observation]
  /** Whether a piece of the stream has text. */
  isPiece: (chunk: JsonObject) => boolean
}

/** Where and when the text of a stream came. */
interface Arrival {
  pieces: number
  reads: number
  begin: number
  end: number
}

const filled = (value: unknown): boolean => typeof value === 'string' && value !== ''

/** Pieces with text, as each endpoint streams them. */
export const isChatPiece = (chunk: JsonObject): boolean =>
  chunkChoices(chunk).some((choice) => filled(deltaOf(choice)['content']))
export const isTextPiece = (chunk: JsonObject): boolean => chunkChoices(chunk).some(({ text }) => filled(text))
export const isResponsePiece = (event: JsonObject): boolean => event['type'] === 'response.output_text.delta'

function arrivalOf(stream: Observation, isPiece: Timed['isPiece']): Arrival {
  const pieces = numberedChunks(stream).flatMap(({ at, chunk }) =>
    isPiece(chunk) ? (stream.stream?.events[at] ?? []) : [],
  )
  return {
    pieces: pieces.length,
    reads: new Set(pieces.map(({ chunk }) => chunk)).size,
    begin: pieces[0]?.at ?? 0,
    end: pieces.at(-1)?.at ?? 0,
  }
}

const isClumped = ({ pieces, reads }: Arrival): boolean => pieces / reads >= CLUMP
const isCompressed = ({ exchange }: Observation): boolean =>
  header(exchange.response?.headers, 'content-encoding') !== undefined

/** Findings where text was held back that the server could have sent before. */
export function* heldBack({ plain, first, streams, isPiece }: Timed): Generator<Finding, Inconclusive | void> {
  const [one] = streams
  const [arrival, again] = streams.map((stream) => arrivalOf(stream, isPiece)) as [Arrival, Arrival]
  if (isCompressed(one)) return inconclusive('the stream is compressed, so its pieces cannot be told apart')
  if (arrival.pieces < ENOUGH_PIECES) return inconclusive('there are too few deltas')
  if (!isClumped(arrival)) return
  // Two answers must have taken long, so that a model that was still loading, or a busy moment, is no evidence.
  const waited = ({ begin }: Arrival): number =>
    Math.min(plain.exchange.timing.endMs, begin) - first.exchange.timing.endMs
  const slowly = arrival.end - arrival.begin >= SLOW || waited(arrival) >= SLOW
  const quick = Math.max(QUICK, QUICK_SHARE * first.exchange.timing.endMs)
  const twice = [arrival, again].every((each) => isClumped(each) && waited(each) >= quick)
  if (!slowly && !twice) return inconclusive('the answer came too fast to tell whether it was held back')
  const { pieces, reads, begin, end } = arrival
  yield ignored(
    one,
    'body',
    'the text was held back and came in blocks',
    `more than ${reads} network reads for ${pieces} deltas`,
    `${reads} reads between ${begin} and ${end} ms`,
  )
}
