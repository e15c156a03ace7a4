import type http from 'node:http'
import https from 'node:https'
import { EventCount } from './event-count.ts'
import {
  chunkBytes,
  headerPairs,
  sentRequest,
  toChunk,
  type Chunk,
  type Deadlines,
  type Exchange,
  type ExchangeFailure,
  type FailureStage,
  type HeaderPair,
  type WireRequest,
  type WireResponse,
} from './exchange.ts'
import { tooLarge } from './kept-body.ts'

/** Of an answer that is cut off for its length, this much is kept to show what it was. */
const KEPT = { bytes: 64 * 1024, pieces: 1000 }

export interface Connection {
  client: typeof http | typeof https
  agent: http.Agent | https.Agent
  base: URL
  deadlines: Deadlines
  secretHeaders: Record<string, string>
}

/** One exchange on its way: what is known of it so far, and how it ends, of which the first way counts. */
export class HttpExchange {
  readonly #connection: Connection
  readonly #wire: WireRequest
  readonly #signal: AbortSignal | undefined
  readonly #settle: (exchange: Exchange) => void
  readonly #timing: Exchange['timing']
  readonly #start: number
  readonly #total: NodeJS.Timeout
  readonly #body: Buffer | undefined
  readonly #request: http.ClientRequest
  #response: WireResponse | null = null
  #settled = false
  #phase: NodeJS.Timeout | undefined

  constructor(
    connection: Connection,
    wire: WireRequest,
    signal: AbortSignal | undefined,
    settle: (exchange: Exchange) => void,
  ) {
    this.#connection = connection
    this.#wire = wire
    this.#signal = signal
    this.#settle = settle
    this.#timing = { startedAt: new Date().toISOString(), headersMs: null, firstByteMs: null, endMs: 0 }
    this.#start = performance.now()
    const { total } = connection.deadlines
    this.#total = setTimeout(() => this.#breakOff('total', 'DEADLINE', `not finished within ${total / 1000} s`), total)
    this.#body = bodyBytes(wire)
    this.#request = openRequest(connection, wire, this.#body)
  }

  start(): void {
    // First of all: also a request that is given up at once ends in one of these events.
    this.#listenForFailures()
    this.#expect('connect', this.#connection.deadlines.connect)
    this.#signal?.addEventListener('abort', this.#interrupt, { once: true })
    if (this.#signal?.aborted) return this.#interrupt()
    this.#listenForAnswer()
    this.#request.end(this.#body)
  }

  #now(): number {
    return Math.round((performance.now() - this.#start) * 10) / 10
  }

  #finish(failure: ExchangeFailure | null): void {
    if (this.#settled) return
    this.#settled = true
    clearTimeout(this.#phase)
    clearTimeout(this.#total)
    this.#signal?.removeEventListener('abort', this.#interrupt)
    this.#timing.endMs = this.#now()
    const sent = sentRequest(this.#wire)
    // The header with the key was sent, so it is named; its value is never kept.
    const headers = [
      ...sent.headers,
      ...Object.keys(this.#connection.secretHeaders).map((name): HeaderPair => [name, '[redacted]']),
    ]
    this.#settle({
      key: this.#wire.key,
      request: { ...sent, headers },
      response: this.#response,
      failure,
      ...(this.#request.reusedSocket ? { reusedConnection: true } : {}),
      timing: this.#timing,
    })
  }

  #breakOff(stage: FailureStage, code: string, message: string): void {
    this.#finish({ stage, code, message })
    this.#request.destroy()
  }

  readonly #interrupt = (): void => this.#breakOff('interrupted', 'INTERRUPTED', 'stopped by the user')

  /** Gives the next phase this long. */
  #expect(stage: FailureStage, ms: number): void {
    clearTimeout(this.#phase)
    const own = setTimeout(() => {
      // While this process was busy with something else the answer may have come: it is read first.
      setImmediate(() => {
        if (this.#phase === own) this.#breakOff(stage, 'DEADLINE', `nothing within ${ms / 1000} s (${stage})`)
      })
    }, ms)
    this.#phase = own
  }

  #listenForFailures(): void {
    this.#request.on('error', (error: NodeJS.ErrnoException) =>
      this.#finish({
        stage: this.#response ? 'body' : phaseOf(error),
        code: error.code ?? error.name,
        message: error.message,
      }),
    )
    // Without a listener Node drops the connection and reports nothing.
    this.#request.on('upgrade', (_message, socket) => {
      this.#finish({
        stage: 'headers',
        code: 'UPGRADE',
        message: 'the server switched to another protocol unasked (HTTP 101)',
      })
      socket.destroy()
    })
    this.#request.on('close', () => {
      if (this.#response === null)
        this.#finish({ stage: 'headers', code: 'CLOSED', message: 'the connection closed before an answer' })
    })
  }

  #listenForAnswer(): void {
    const { client, deadlines } = this.#connection
    this.#request.on('socket', (socket) => {
      const connected = (): void => this.#expect('headers', deadlines.headers)
      if (socket.connecting) socket.once(client === https ? 'secureConnect' : 'connect', connected)
      else connected()
    })
    this.#request.on('response', (message) => {
      this.#timing.headersMs = this.#now()
      const response: WireResponse = {
        status: message.statusCode ?? 0,
        statusText: message.statusMessage ?? '',
        httpVersion: message.httpVersion,
        headers: headerPairs(message.rawHeaders),
        chunks: [],
        complete: false,
      }
      this.#response = response
      this.#expect('first-byte', deadlines.firstByte)
      this.#readBody(message, response)
    })
  }

  #readBody(message: http.IncomingMessage, response: WireResponse): void {
    let bytes = 0
    const events = new EventCount()
    message.on('data', (data: Buffer) => {
      this.#timing.firstByteMs ??= this.#now()
      const chunk: Chunk = toChunk(data, this.#now())
      response.chunks.push(chunk)
      bytes += data.length
      const tooMuch = tooLarge(bytes, response.chunks.length)
      if (tooMuch !== null) {
        response.chunks = beginning(response.chunks)
        return this.#breakOff('body', 'TOO_LARGE', tooMuch)
      }
      const { abort } = this.#wire
      if (abort && events.add(data) >= abort.afterEvents)
        return this.#breakOff(abort.why, 'ABORTED', `hung up after ${events.count} events`)
      this.#expect('idle', this.#connection.deadlines.idle)
    })
    message.on('end', () => {
      response.complete = message.complete
      this.#finish(message.complete ? null : { stage: 'body', code: 'INCOMPLETE', message: 'the body ended early' })
    })
    message.on('error', (error: NodeJS.ErrnoException) =>
      this.#finish({ stage: 'body', code: error.code ?? error.name, message: error.message }),
    )
    message.on('close', () =>
      this.#finish({ stage: 'body', code: 'CLOSED', message: 'the connection closed inside the body' }),
    )
  }
}

/** As bytes: with a string Node would write the headers in the coding of the body, and `é` in a key in two ways. */
const bodyBytes = ({ body, padding = 0 }: WireRequest): Buffer | undefined =>
  body === null ? undefined : Buffer.from(' '.repeat(padding) + body)

const openRequest = (
  { client, agent, base, secretHeaders }: Connection,
  wire: WireRequest,
  body: Buffer | undefined,
): http.ClientRequest =>
  client.request({
    agent,
    protocol: base.protocol,
    hostname: base.hostname.replace(/^\[|\]$/g, ''),
    port: base.port,
    method: wire.method,
    path: wire.path,
    headers: {
      ...Object.fromEntries(wire.headers),
      ...secretHeaders,
      ...(body === undefined ? {} : { 'content-length': body.length }),
    },
  })

/** The first pieces, as far as they are kept of what is too long. */
function beginning(chunks: readonly Chunk[]): Chunk[] {
  let room = KEPT.bytes
  return chunks.slice(0, KEPT.pieces).flatMap((chunk): Chunk[] => {
    if (room <= 0) return []
    const bytes = chunkBytes(chunk).subarray(0, room)
    room -= bytes.length
    return [toChunk(bytes, chunk.at)]
  })
}

const CONNECT_ERRORS = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
])
/** Where an exchange ended that got no answer. */
export const phaseOf = (error: NodeJS.ErrnoException): FailureStage =>
  CONNECT_ERRORS.has(error.code ?? '') || /certificate|SSL|TLS/i.test(error.message) ? 'connect' : 'headers'
