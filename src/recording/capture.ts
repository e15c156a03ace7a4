import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { departure } from '../contract/validate.ts'
import { streamLines } from '../disk/read-file.ts'
import { Failure } from '../failure.ts'
import type { Exchange } from '../wire/exchange.ts'
import { capturedRedactor } from '../wire/redact-captured.ts'
import { capturesIn } from './capture-folder.ts'
import { inThread } from './capture-thread.ts'
import type { Captured, LeftOut } from './captured.ts'
import { documentExchanges, isLines } from './document.ts'
import { NO_FORM } from './forms/index.ts'
import { harExchanges } from './har.ts'
import { EXCHANGES, isRecording, readRecording } from './recording.ts'
import { rowExchanges } from './row.ts'

export type { Captured, LeftOut } from './captured.ts'

type Read = AsyncIterable<Captured | LeftOut> | Iterable<Captured | LeftOut>

/** Captured traffic, read as it is asked for: a log of production may be larger than memory. */
export interface Capture {
  /** One phrase for headings. */
  label: string
  exchanges: AsyncIterable<Captured | LeftOut>
}

/**
 * Opens a capture: a HAR file, a JSONL file of exchanges or of the log of a known program (also gzipped, as `.jsonl.gz`), a
 * recording, or a folder of these. `secrets` are masked in it, beside those that the exchanges give away themselves.
 * @throws Failure in one line for anything else, and while reading for a line that is not an exchange.
 */
export function openCapture(place: string, secrets: readonly string[] = []): Capture {
  const read = opened(place)
  return {
    label: captureLabel(place),
    exchanges: isLong(place) ? inThread({ place, secrets }) : redacted(read, secrets),
  }
}

export const captureLabel = (place: string): string => {
  const name = path.basename(path.resolve(place))
  return isRecording(place) ? `the recording ${name}` : `captured traffic (${name})`
}

/** A thread takes 100 to 200 ms to start, in which that much is read without one. */
const LONG = 2 * 1024 * 1024
/** How much larger a packed file may be than it looks. */
const PACKED = 10

function isLong(place: string): boolean {
  const stats = statSync(place)
  return stats.isFile() && stats.size * (place.endsWith('.gz') ? PACKED : 1) > LONG
}

/** The exchanges of a capture, read in this thread. */
export const capturedHere = (place: string, secrets: readonly string[]): AsyncIterable<Captured | LeftOut> =>
  redacted(opened(place), secrets)

/** Nothing behind this sees a key, or what is no exchange. */
async function* redacted(captured: Read, secrets: readonly string[]): AsyncGenerator<Captured | LeftOut> {
  const redact = capturedRedactor(secrets)
  for await (const one of captured) yield redactedOne(one, redact)
}

/** @throws Failure for what is no exchange. */
export function redactedOne(one: Captured | LeftOut, redact: (exchange: Exchange) => Exchange): Captured | LeftOut {
  if (one.exchange === null) return one
  const wrong = departure('exchange', one.exchange)
  if (wrong !== null)
    throw new Failure('CAPTURE_INVALID', `${one.where} is no exchange (${wrong}). Leave it out, or capture it anew.`)
  return { ...one, exchange: redact(one.exchange) }
}

function opened(place: string): Read {
  if (!existsSync(place))
    throw new Failure(
      'CAPTURE_INVALID',
      `${place} does not exist. Name a run folder (with results.json), a HAR file, a JSONL file of exchanges, a folder of these, or a recording.`,
    )
  if (isRecording(place)) return recorded(place)
  return statSync(place).isDirectory() ? allIn(capturesIn(place)) : fileExchanges(place)
}

/** The exchanges of a file, whose form its content tells. */
export function fileExchanges(file: string): Read {
  if (/\.z?har$/i.test(file)) return harExchanges(file)
  return /\.(jsonl|ndjson)(\.gz)?$/i.test(file) ? rows(file) : ofContent(file)
}

async function* ofContent(file: string): AsyncGenerator<Captured | LeftOut> {
  yield* (await isLines(file)) ? rows(file) : documentExchanges(file)
}

async function* allIn(places: readonly string[]): AsyncGenerator<Captured | LeftOut> {
  for (const place of places) yield* isRecording(place) ? recorded(place) : unlessOther(place)
}

/** Beside captures lie other files of the same kind: they are counted, where their first record is no capture. */
async function* unlessOther(file: string): AsyncGenerator<Captured | LeftOut> {
  let read = 0
  try {
    for await (const one of fileExchanges(file)) {
      read += 1
      yield one
    }
  } catch (cause) {
    if (read > 0 || !(cause instanceof Failure) || cause.code !== NO_FORM) throw cause
    yield { exchange: null, why: 'other-file', file, where: file }
  }
}

async function* recorded(dir: string): AsyncGenerator<Captured> {
  const { info, exchanges } = readRecording(dir)
  const file = path.join(dir, EXCHANGES)
  for (const [at, exchange] of exchanges.entries())
    yield { exchange, host: new URL(info.baseUrl).host, where: `${file}:${at + 1}`, file, form: 'recording' }
}

async function* rows(file: string): AsyncGenerator<Captured | LeftOut> {
  for await (const { text, number } of streamLines({ file, code: 'CAPTURE_INVALID' }))
    yield* rowExchanges(text, { file, where: `${file}:${number}`, name: String(number) })
}
