import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { departure } from '../contract/validate.ts'
import { streamLines } from '../disk/read-file.ts'
import { Failure } from '../failure.ts'
import type { Exchange } from '../wire/exchange.ts'
import { capturedRedactor } from '../wire/redact-captured.ts'
import { inThread } from './capture-thread.ts'
import { harExchanges } from './har.ts'
import { isRecording, readRecording } from './recording.ts'
import { rowExchange } from './row.ts'

/** An exchange that somebody else captured, the host it went to where that is known, and where it stands in the file. */
export interface Captured {
  exchange: Exchange
  host: string | null
  where: string
}

/** Captured traffic, read as it is asked for: a log of production may be larger than memory. */
export interface Capture {
  /** One phrase for headings. */
  label: string
  exchanges: AsyncIterable<Captured>
}

/**
 * Opens a HAR file, a JSONL file of exchanges (also gzipped, as `.jsonl.gz`), or a recording. `secrets` are masked in it, beside those
 * that the exchanges give away themselves.
 * @throws Failure in one line for anything else, and while reading for a line that is not an exchange.
 */
export function openCapture(place: string, secrets: readonly string[] = []): Capture {
  const { label, exchanges } = opened(place)
  return { label, exchanges: isLong(place) ? inThread({ place, secrets }) : redacted(exchanges, secrets) }
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
export const capturedHere = (place: string, secrets: readonly string[]): AsyncIterable<Captured> =>
  redacted(opened(place).exchanges, secrets)

/** Nothing behind this sees a key, or what is no exchange. */
async function* redacted(captured: AsyncIterable<Captured>, secrets: readonly string[]): AsyncGenerator<Captured> {
  const redact = capturedRedactor(secrets)
  for await (const { exchange, host, where } of captured) {
    const wrong = departure('exchange', exchange)
    if (wrong !== null)
      throw new Failure('CAPTURE_INVALID', `${where} is no exchange (${wrong}). Leave it out, or capture it anew.`)
    yield { exchange: redact(exchange), host, where }
  }
}

function opened(place: string): Capture {
  if (!existsSync(place))
    throw new Failure(
      'CAPTURE_INVALID',
      `${place} does not exist. Name a run folder (with results.json), a HAR file, a JSONL file of exchanges, or a recording.`,
    )
  const name = path.basename(path.resolve(place))
  if (isRecording(place)) return { label: `the recording ${name}`, exchanges: recorded(place) }
  if (statSync(place).isDirectory())
    throw new Failure(
      'CAPTURE_INVALID',
      `${place} is a folder without recording.json or results.json. Name a run folder, a HAR file, a JSONL file of exchanges, or a recording.`,
    )
  if (/\.har$/i.test(name)) return { label: `captured traffic (${name})`, exchanges: harExchanges(place) }
  if (/\.(jsonl|ndjson)(\.gz)?$/i.test(name)) return { label: `captured traffic (${name})`, exchanges: rows(place) }
  throw new Failure(
    'CAPTURE_INVALID',
    `${place} is neither .har nor .jsonl nor .jsonl.gz. Rename it to say which, or name a recording.`,
  )
}

async function* recorded(dir: string): AsyncGenerator<Captured> {
  const { info, exchanges } = readRecording(dir)
  for (const exchange of exchanges) yield { exchange, host: new URL(info.baseUrl).host, where: dir }
}

async function* rows(file: string): AsyncGenerator<Captured> {
  for await (const { text, number } of streamLines({ file, code: 'CAPTURE_INVALID' }))
    yield rowExchange(text, `${file}:${number}`, String(number))
}
