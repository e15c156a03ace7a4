import { existsSync } from 'node:fs'
import path from 'node:path'
import { departure } from '../contract/validate.ts'
import { KEPT } from '../disk/cannot-write.ts'
import { openLines } from '../disk/line-file.ts'
import type { NamedFile } from '../disk/open-file.ts'
import { assertFile, copyAside, folderIn, removeFile } from '../disk/own-files.ts'
import { MOST_OF_JSON, MOST_OF_RECORDING, readLines, readText } from '../disk/read-file.ts'
import { writeWhole } from '../disk/write-whole.ts'
import { Failure } from '../failure.ts'
import type { Preset } from '../policy/preset.ts'
import type { ChosenModels } from '../suite/models.ts'
import { sentRequest, type Exchange, type Transport } from '../wire/exchange.ts'
import { parseJson, whyNoJson } from '../wire/parse-json.ts'

/** Who was recorded. Format: `specs/harness/recording.schema.json`. */
export interface RecordingInfo {
  format: 'ollama-conformance/recording@1'
  /** Base URL as asked, without user info. */
  baseUrl: string
  server: { software: string; version: string | null }
  /** Path of the API base below the origin. */
  apiPath: string
  /** The server has Ollama's native endpoints. */
  native: boolean
  models: ChosenModels
  /** How often what is sampled was sent; once where absent. */
  samples?: number
  /** ISO 8601, when the recording began. */
  recordedAt: string
  /** What a reader must know of the server, where it is not a stock release. */
  note?: string
  /** It ships with the suite and stood in where no server answered: what it lacks is younger, and nobody's fault. */
  bundled?: true
  /** The preset it was asked by, as it was then: what was sent otherwise, and what its answers may be held up for. */
  preset?: Preset
}

export interface Recording {
  dir: string
  info: RecordingInfo
  exchanges: Exchange[]
}

const INFO = 'recording.json'
export const EXCHANGES = 'exchanges.jsonl'

export const isRecording = (dir: string): boolean => existsSync(path.join(dir, INFO))

/** @throws Failure where a file of the recording is a link, or something else that is no file */
export const assertOwnRecording = (dir: string): void =>
  [EXCHANGES, INFO].forEach((file) => assertFile(path.join(dir, file)))

/** Takes a recording out of a folder, and leaves whatever else is in it. Exchanges go first: without them nobody takes them for another server's. */
export function removeRecording(dir: string): void {
  for (const file of [EXCHANGES, INFO]) removeFile(path.join(dir, file))
}

/** Takes exchanges in, each of which is on disk as soon as it is there, so that nothing measured is lost. */
export interface RecordingWriter {
  write: (exchange: Exchange) => void
  close: () => Promise<void>
}

/** Opens a folder for writing, and empties it. */
export function startRecording(dir: string, info: RecordingInfo): RecordingWriter {
  folderIn(dir)
  removeRecording(dir)
  writeInfo(dir, info)
  return writer(dir)
}

/** Opens a folder for more; what is in it stays. Lines that are not exchanges are removed, and kept aside where they are more than a last one that a crash cut short. */
export function continueRecording({ dir, exchanges, damage }: ReadExchanges, info: RecordingInfo): RecordingWriter {
  const file = path.join(dir, EXCHANGES)
  if (damage.length > 0) copyAside(file, (at) => path.join(dir, `exchanges.damaged-${at}.jsonl`))
  // At no moment is less on disk than before. The file is replaced, as it may be a hard link to one elsewhere.
  writeWhole(file, exchanges.map((exchange) => `${JSON.stringify(exchange)}\n`).join(''), KEPT)
  writeInfo(dir, info)
  return writer(dir)
}

const writeInfo = (dir: string, info: RecordingInfo): void =>
  writeWhole(path.join(dir, INFO), `${JSON.stringify(info, null, 2)}\n`, KEPT)

function writer(dir: string): RecordingWriter {
  const { append, close } = openLines(path.join(dir, EXCHANGES))
  return { write: (exchange) => append(JSON.stringify(exchange)), close }
}

/** Reads a recording. A last line cut short by a crash is left out; anything else that is wrong is said in one line. */
export function readRecording(dir: string): Recording {
  const {
    info,
    exchanges,
    damage: [first],
  } = readExchanges(dir)
  if (first !== undefined)
    throw new Failure(
      'RECORDING_INVALID',
      `${first} Restore the file, or run the command that wrote it again with --resume: that asks for what is missing.`,
    )
  return { dir, info, exchanges }
}

/** A recording as far as it can be read, and for each line that cannot a sentence that says where and why. */
export interface ReadExchanges extends Recording {
  damage: string[]
}

export function readExchanges(dir: string): ReadExchanges {
  const info = readInfo(path.join(dir, INFO))
  const file = path.join(dir, EXCHANGES)
  const read: ReadExchanges = { dir, info, exchanges: [], damage: [] }
  for (const { text, number, whole } of existsSync(file) ? readLines(named(file), MOST_OF_RECORDING) : []) {
    const parsed = parseJson(text)
    const wrong = parsed.ok ? formatError('exchange', parsed.value) : whyNoJson(parsed.error)
    if (parsed.ok && wrong === null) read.exchanges.push(parsed.value as Exchange)
    else if (parsed.ok || whole) read.damage.push(`${file}:${number} ${wrong}.`)
  }
  return read
}

const named = (file: string): NamedFile => ({
  file,
  code: 'RECORDING_INVALID',
  fix: 'Name a folder that --record or a run wrote.',
})

function readInfo(file: string): RecordingInfo {
  const parsed = parseJson(readText(named(file), MOST_OF_JSON))
  if (!parsed.ok)
    throw new Failure(
      'RECORDING_INVALID',
      `${file} cannot be read as a recording: it ${whyNoJson(parsed.error)}. Name a folder that --record wrote.`,
    )
  const info = parsed.value as RecordingInfo
  const wrong =
    formatError('recording', info) ?? (URL.canParse(info.baseUrl) ? null : 'is no recording ($.baseUrl: no URL)')
  if (wrong !== null)
    throw new Failure('RECORDING_INVALID', `${file} ${wrong}. Restore the file or record anew with --record.`)
  return info
}

function formatError(schema: 'exchange' | 'recording', value: unknown): string | null {
  const wrong = departure(schema, value)
  return wrong === null ? null : `is no ${schema} (${wrong})`
}

/** Lets a recording stand in for the server it was taken from. */
export function recordingTransport({ exchanges }: Pick<Recording, 'exchanges'>): Transport {
  const byKey = new Map(exchanges.map((exchange) => [exchange.key, exchange]))
  return {
    send: (request) =>
      Promise.resolve(
        byKey.get(request.key) ?? {
          key: request.key,
          request: sentRequest(request),
          response: null,
          failure: {
            stage: 'not-recorded',
            code: 'NOT_RECORDED',
            message: 'the recording has no answer to this request',
          },
          timing: { startedAt: '', headersMs: null, firstByteMs: null, endMs: 0 },
        },
      ),
  }
}
