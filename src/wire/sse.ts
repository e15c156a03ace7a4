import { Lines } from './lines.ts'
import { parseJson, type Parsed } from './parse-json.ts'

export { parseJson, type Parsed }

/** No answer within the caps of the probes comes near this. What is longer is not read on: each line takes far more memory than its text. */
export const MOST_LINES = 100_000
/** Captured streams were asked for by apps, with whatever limit: more events than any model gives today. */
export const MOST_CAPTURED_LINES = 500_000

/** One server-sent event. */
export interface SseEvent {
  /** `event:` field; empty when the server sent none. */
  name: string
  data: string
  json: Parsed
  /** Milliseconds after the request at which the chunk arrived that completed the event, and that chunk's number. */
  at: number
  chunk: number
  /** The body ended before the blank line that dispatches the event. */
  unterminated: boolean
}

export interface SseStream {
  /** All events, without the final `[DONE]`. */
  events: SseEvent[]
  /** How often `data: [DONE]` came, and whether it came last. */
  done: number
  doneLast: boolean
  comments: string[]
  /** Lines that are no field, comment or blank: what a server prints when its framing is broken. */
  malformed: string[]
  /** The bytes were not valid UTF-8. */
  invalidUtf8: boolean
  /** It has more lines than are read. */
  tooLong: boolean
}

export interface TimedBytes {
  at: number
  bytes: Uint8Array
}

interface Pending {
  name: string
  data: string[]
}

/**
 * Reads a byte stream as the HTML standard says (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream):
 * LF, CRLF or CR line ends, a BOM, comments and any split into packets give the same events.
 * Unlike a browser it also keeps an event the end of the body cut off, marked `unterminated`.
 */
export function readSse(chunks: readonly TimedBytes[], most: number = MOST_LINES): SseStream {
  const stream: SseStream = {
    events: [],
    done: 0,
    doneLast: false,
    comments: [],
    malformed: [],
    invalidUtf8: false,
    tooLong: false,
  }
  let pending: Pending = { name: '', data: [] }
  const dispatch = (at: number, chunk: number, unterminated: boolean): void => {
    const { name, data } = pending
    pending = { name: '', data: [] }
    if (data.length === 0) return
    addEvent(stream, { name, data: data.join('\n'), at, chunk, unterminated })
  }
  let last = { at: 0, chunk: 0 }
  let read = 0
  for (const { line, at, chunk } of lines(chunks, stream)) {
    last = { at, chunk }
    read += 1
    if (read > most) return { ...stream, ...beginning(stream), tooLong: true }
    if (line === '') dispatch(at, chunk, false)
    else readField(line, pending, stream)
  }
  dispatch(last.at, last.chunk, true)
  return stream
}

/** Enough to show what it was; all of it would take more memory than a run has. */
const beginning = ({
  events,
  comments,
  malformed,
}: SseStream): Pick<SseStream, 'events' | 'comments' | 'malformed'> => ({
  events: events.slice(0, 100),
  comments: comments.slice(0, 100),
  malformed: malformed.slice(0, 100),
})

function addEvent(stream: SseStream, event: Omit<SseEvent, 'json'>): void {
  stream.doneLast = event.data === '[DONE]'
  if (stream.doneLast) stream.done += 1
  else stream.events.push({ ...event, json: parseJson(event.data) })
}

function readField(line: string, pending: Pending, stream: SseStream): void {
  if (line.startsWith(':')) {
    stream.comments.push(line.slice(1))
    return
  }
  const colon = line.indexOf(':')
  const field = colon < 0 ? line : line.slice(0, colon)
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
  if (field === 'data') pending.data.push(value)
  else if (field === 'event') pending.name = value
  else if (field !== 'id' && field !== 'retry') stream.malformed.push(line)
}

interface Line {
  line: string
  at: number
  chunk: number
}

function* lines(chunks: readonly TimedBytes[], stream: SseStream): Generator<Line> {
  const strict = new TextDecoder('utf-8', { fatal: true })
  const text = new Lines()
  for (const [chunk, { at, bytes }] of chunks.entries()) {
    noteInvalid(strict, bytes, stream, true)
    for (const line of text.add(bytes)) yield { line, at, chunk }
  }
  noteInvalid(strict, new Uint8Array(), stream, false)
  const last = { at: chunks.at(-1)?.at ?? 0, chunk: chunks.length - 1 }
  for (const line of text.end()) yield { line, ...last }
}

function noteInvalid(
  strict: InstanceType<typeof TextDecoder>,
  bytes: Uint8Array,
  stream: SseStream,
  more: boolean,
): void {
  if (stream.invalidUtf8) return
  try {
    strict.decode(bytes, { stream: more })
  } catch {
    stream.invalidUtf8 = true
  }
}
