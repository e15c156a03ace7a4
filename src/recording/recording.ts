import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { sentRequest, type Exchange, type Transport } from '../exchange/exchange.ts'
import type { Preset } from '../presets/preset.ts'
import type { ChosenModels } from '../target/models.ts'
import { violations } from '../contract/validate.ts'
import { Failure } from '../failure.ts'

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
  /** The preset it was asked by, as it was then: what was sent otherwise, and what its answers may be held up for. */
  preset?: Preset
}

export interface Recording { dir: string; info: RecordingInfo; exchanges: Exchange[] }

const INFO = 'recording.json'
const EXCHANGES = 'exchanges.jsonl'

export const isRecording = (dir: string): boolean => existsSync(path.join(dir, INFO))

/** Takes a recording out of a folder, and leaves whatever else is in it. */
export function removeRecording(dir: string): void {
  for (const file of [INFO, EXCHANGES]) rmSync(path.join(dir, file), { force: true })
}

/** Opens a folder for writing; each exchange is on disk as soon as it is there, so that nothing measured is lost. */
export function startRecording(dir: string, info: RecordingInfo): (exchange: Exchange) => void {
  mkdirSync(dir, { recursive: true })
  writeFileSync(path.join(dir, INFO), `${JSON.stringify(info, null, 2)}\n`)
  const file = path.join(dir, EXCHANGES)
  writeFileSync(file, '')
  return (exchange) => appendFileSync(file, `${JSON.stringify(exchange)}\n`)
}

/** Opens a folder for more; what is in it stays. A last line that a crash cut short goes, so that the next begins on a line of its own. */
export function continueRecording(dir: string, exchanges: readonly Exchange[]): (exchange: Exchange) => void {
  const file = path.join(dir, EXCHANGES)
  const whole = exchanges.map((exchange) => `${JSON.stringify(exchange)}\n`).join('')
  if (!existsSync(file) || readFileSync(file, 'utf8') !== whole) {
    // At no moment is less on disk than before.
    writeFileSync(`${file}.new`, whole)
    renameSync(`${file}.new`, file)
  }
  return (exchange) => appendFileSync(file, `${JSON.stringify(exchange)}\n`)
}

/** Reads a recording. A last line cut short by a crash is left out; anything else that is wrong is said in one line. */
export function readRecording(dir: string): Recording {
  const info = readInfo(path.join(dir, INFO))
  const file = path.join(dir, EXCHANGES)
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const exchanges = lines.flatMap((line, at): Exchange[] => {
    if (line.trim() === '') return []
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch (cause) {
      if (at === lines.length - 1) return []
      throw new Failure('RECORDING_INVALID', `${file}:${at + 1} is not JSON. Restore the file or record anew with --record.`, { cause })
    }
    assertFormat('exchange', value, `${file}:${at + 1}`)
    return [value as Exchange]
  })
  return { dir, info, exchanges }
}

function readInfo(file: string): RecordingInfo {
  let info: unknown
  try {
    info = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Failure('RECORDING_INVALID', `${file} cannot be read as a recording. Name a folder that --record wrote.`, { cause })
  }
  assertFormat('recording', info, file)
  return info as RecordingInfo
}

function assertFormat(schema: 'exchange' | 'recording', value: unknown, where: string): void {
  const [first] = violations(schema, value)
  if (!first) return
  const { path: at, message } = first.finding
  throw new Failure('RECORDING_INVALID', `${where} is no ${schema} (${at}: ${message}). Restore the file or record anew with --record.`)
}

/** Lets a recording stand in for the server it was taken from. */
export function recordingTransport({ exchanges }: Pick<Recording, 'exchanges'>): Transport {
  const byKey = new Map(exchanges.map((exchange) => [exchange.key, exchange]))
  return {
    send: (request) => Promise.resolve(byKey.get(request.key) ?? {
      key: request.key,
      request: sentRequest(request),
      response: null,
      failure: { stage: 'not-recorded', code: 'NOT_RECORDED', message: 'the recording has no answer to this request' },
      timing: { startedAt: '', headersMs: null, firstByteMs: null, endMs: 0 },
    }),
  }
}
