export type Method = 'GET' | 'POST' | 'OPTIONS' | 'DELETE' | 'PUT' | 'HEAD'

/** A header as it stood on the wire: name in its own case, value, order kept, repeats kept. */
export type HeaderPair = [name: string, value: string]

/** Headers as Node gives them raw: names and values in turn. */
export const headerPairs = (raw: readonly string[]): HeaderPair[] =>
  Array.from({ length: raw.length / 2 }, (_, at): HeaderPair => [raw[2 * at] ?? '', raw[2 * at + 1] ?? ''])

/** A piece of a body as it arrived. `text` where the bytes are whole UTF-8, else `base64`; `at` in ms after the request was sent. */
export type Chunk = { at: number; text: string } | { at: number; base64: string }

/** Where an exchange broke off. */
export type FailureStage =
  | 'connect'
  | 'headers'
  | 'first-byte'
  | 'idle'
  | 'total'
  | 'body'
  /** We hung up on purpose: the probe asked for it, or a runaway answer passed its guard. */
  | 'client-abort'
  | 'guard'
  | 'interrupted'
  | 'not-recorded'
  /** Not sent any more, because nobody answered what was sent before. */
  | 'given-up'

export interface ExchangeFailure {
  stage: FailureStage
  code: string
  message: string
}

export interface WireRequest {
  /** Names the distinct request; equal on every side. */
  key: string
  method: string
  /** Path and query from the server root, for example `/v1/chat/completions`. */
  path: string
  headers: HeaderPair[]
  body: string | null
  via: 'http' | 'sdk'
  /** Blanks sent before the body, which is kept without them. */
  padding?: number
  /** Hang up after this many `data:` events: on purpose (`client-abort`) or as a guard against a runaway answer. */
  abort?: { afterEvents: number; why: 'client-abort' | 'guard' }
  /** Leave the key of the server out. */
  withoutKey?: boolean
  /** Requests with the same name go one after the other over one connection that is kept open. */
  connection?: string
}

export interface WireResponse {
  status: number
  statusText: string
  httpVersion: string
  headers: HeaderPair[]
  chunks: Chunk[]
  /** The body ended as HTTP says it must. */
  complete: boolean
}

/** A request as it is kept: without what only says how to send it. */
export interface SentRequest extends Omit<WireRequest, 'key' | 'abort' | 'withoutKey' | 'connection'> {
  /** Its body is only the beginning of what an app sent, or meant to send. */
  truncated?: boolean
}

/** We hung up ourselves, because the probe asks for it or the answer ran away: what came until then counts. */
export const wasHungUp = ({ stage }: ExchangeFailure): boolean => stage === 'client-abort' || stage === 'guard'

/** Whether it was sent at all, and not stopped by the user. What a recording lacks was not. */
export const wasSent = ({ failure }: Pick<Exchange, 'failure'>): boolean =>
  failure === null || !['interrupted', 'given-up', 'not-recorded'].includes(failure.stage)

/** The request of an exchange. */
export const sentRequest = ({
  key: _key,
  abort: _abort,
  withoutKey: _withoutKey,
  connection: _connection,
  ...request
}: WireRequest): SentRequest => request

/** One raw HTTP request and what came back, or why nothing did. Format: `specs/harness/exchange.schema.json`. */
export interface Exchange {
  key: string
  request: SentRequest
  response: WireResponse | null
  failure: ExchangeFailure | null
  /** It went over a connection that an earlier exchange had opened. */
  reusedConnection?: boolean
  /** Milliseconds after the request was sent; `startedAt` is ISO 8601. */
  timing: { startedAt: string; headersMs: number | null; firstByteMs: number | null; endMs: number }
}

/** Milliseconds each phase may take. `total` bounds the whole exchange. */
export interface Deadlines {
  connect: number
  headers: number
  firstByte: number
  idle: number
  total: number
}

/** Anything that answers requests: a live server, a recording, or an in-process server in tests. */
export interface Transport {
  send(request: WireRequest, signal?: AbortSignal): Promise<Exchange>
  close?(): void
}

export const chunkBytes = (chunk: Chunk): Buffer =>
  'text' in chunk ? Buffer.from(chunk.text, 'utf8') : Buffer.from(chunk.base64, 'base64')

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A body with the blanks that are sent before it. */
export const padded = (body: string | null, padding = 0): string | null =>
  padding === 0 ? body : ' '.repeat(padding) + (body ?? '')

/** A chunk as stored: readable where the bytes allow it, exact in any case. */
export function toChunk(bytes: Uint8Array, at: number): Chunk {
  try {
    return { at, text: strictUtf8.decode(bytes) }
  } catch {
    return { at, base64: Buffer.from(bytes).toString('base64') }
  }
}

/** The first header of that name, compared without case as HTTP has it. */
export function header(pairs: readonly HeaderPair[] | undefined, name: string): string | undefined {
  const wanted = name.toLowerCase()
  return pairs?.find(([key]) => key.toLowerCase() === wanted)?.[1]
}
