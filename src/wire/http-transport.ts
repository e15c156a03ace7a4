import http from 'node:http'
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
  type Transport,
  type WireRequest,
  type WireResponse,
} from './exchange.ts'
import { tooLarge } from './kept-body.ts'

/** Of an answer that is cut off for its length, this much is kept to show what it was. */
const KEPT = { bytes: 64 * 1024, pieces: 1000 }

/**
 * Sends requests to a live server with node:http, because only it gives headers as sent and chunks as they arrive.
 * Redirects are not followed, so no key travels to another host. Each exchange has a connection of its own, unless it names
 * one: a server may close an idle one at any moment, and a request caught by that would look like a broken server.
 */
export function httpTransport(
  origin: string,
  deadlines: Deadlines,
  secretHeaders: Record<string, string> = {},
  { anyCertificate = false } = {},
): Transport {
  const base = new URL(origin)
  const client = base.protocol === 'https:' ? https : http
  const trust = anyCertificate ? { rejectUnauthorized: false } : {}
  const single = new client.Agent({ keepAlive: false, ...trust })
  const kept = new Map<string, http.Agent | https.Agent>()
  const agentFor = ({ connection }: WireRequest): http.Agent | https.Agent => {
    if (connection === undefined) return single
    const agent = kept.get(connection) ?? new client.Agent({ keepAlive: true, maxSockets: 1, ...trust })
    kept.set(connection, agent)
    return agent
  }
  return {
    send: (request, signal) =>
      new Promise((settle) =>
        capture(
          { client, agent: agentFor(request), base, deadlines, secretHeaders: request.withoutKey ? {} : secretHeaders },
          request,
          signal,
          settle,
        ),
      ),
    close: () => [single, ...kept.values()].forEach((agent) => agent.destroy()),
  }
}

interface Connection {
  client: typeof http | typeof https
  agent: http.Agent | https.Agent
  base: URL
  deadlines: Deadlines
  secretHeaders: Record<string, string>
}

function capture(
  connection: Connection,
  wire: WireRequest,
  signal: AbortSignal | undefined,
  settle: (exchange: Exchange) => void,
): void {
  const { deadlines } = connection
  const startedAt = new Date().toISOString()
  const start = performance.now()
  const now = (): number => Math.round((performance.now() - start) * 10) / 10
  const timing: Exchange['timing'] = { startedAt, headersMs: null, firstByteMs: null, endMs: 0 }
  let response: WireResponse | null = null
  let settled = false
  let phase: NodeJS.Timeout | undefined

  const finish = (failure: ExchangeFailure | null): void => {
    if (settled) return
    settled = true
    clearTimeout(phase)
    clearTimeout(total)
    signal?.removeEventListener('abort', interrupt)
    timing.endMs = now()
    const sent = sentRequest(wire)
    // The header with the key was sent, so it is named; its value is never kept.
    const headers = [
      ...sent.headers,
      ...Object.keys(connection.secretHeaders).map((name): HeaderPair => [name, '[redacted]']),
    ]
    settle({
      key: wire.key,
      request: { ...sent, headers },
      response,
      failure,
      ...(request.reusedSocket ? { reusedConnection: true } : {}),
      timing,
    })
  }
  const breakOff = (stage: FailureStage, code: string, message: string): void => {
    finish({ stage, code, message })
    request.destroy()
  }
  const expect = (stage: FailureStage, ms: number): void => {
    clearTimeout(phase)
    const own = setTimeout(() => {
      // While this process was busy with something else the answer may have come: it is read first.
      setImmediate(() => {
        if (phase === own) breakOff(stage, 'DEADLINE', `nothing within ${ms / 1000} s (${stage})`)
      })
    }, ms)
    phase = own
  }
  const interrupt = (): void => breakOff('interrupted', 'INTERRUPTED', 'stopped by the user')
  const total = setTimeout(
    () => breakOff('total', 'DEADLINE', `not finished within ${deadlines.total / 1000} s`),
    deadlines.total,
  )

  const blanks = ' '.repeat(wire.padding ?? 0)
  const request = connection.client.request({
    agent: connection.agent,
    protocol: connection.base.protocol,
    hostname: connection.base.hostname.replace(/^\[|\]$/g, ''),
    port: connection.base.port,
    method: wire.method,
    path: wire.path,
    headers: {
      ...Object.fromEntries(wire.headers),
      ...connection.secretHeaders,
      ...(wire.body === null ? {} : { 'content-length': blanks.length + Buffer.byteLength(wire.body) }),
    },
  })
  // First of all: also a request that is given up at once ends in this event.
  request.on('error', (error: NodeJS.ErrnoException) =>
    finish({ stage: response ? 'body' : phaseOf(error), code: error.code ?? error.name, message: error.message }),
  )
  // Without a listener Node drops the connection in silence.
  request.on('upgrade', (_message, socket) => {
    finish({ stage: 'headers', code: 'UPGRADE', message: 'the server switched to another protocol unasked (HTTP 101)' })
    socket.destroy()
  })
  request.on('close', () => {
    if (response === null)
      finish({ stage: 'headers', code: 'CLOSED', message: 'the connection closed before an answer' })
  })
  expect('connect', deadlines.connect)
  signal?.addEventListener('abort', interrupt, { once: true })
  if (signal?.aborted) return interrupt()

  request.on('socket', (socket) => {
    const connected = (): void => expect('headers', deadlines.headers)
    if (socket.connecting) socket.once(connection.client === https ? 'secureConnect' : 'connect', connected)
    else connected()
  })
  request.on('response', (message) => {
    timing.headersMs = now()
    response = {
      status: message.statusCode ?? 0,
      statusText: message.statusMessage ?? '',
      httpVersion: message.httpVersion,
      headers: headerPairs(message.rawHeaders),
      chunks: [],
      complete: false,
    }
    expect('first-byte', deadlines.firstByte)
    readBody(message, response, { wire, now, timing, expect, breakOff, finish, idle: deadlines.idle })
  })
  // As bytes: with a string Node would write the headers in the coding of the body, and `é` in a key in two ways.
  request.end(wire.body === null ? undefined : Buffer.from(blanks + wire.body))
}

interface BodyReader {
  wire: WireRequest
  now: () => number
  timing: Exchange['timing']
  expect: (stage: FailureStage, ms: number) => void
  breakOff: (stage: FailureStage, code: string, message: string) => void
  finish: (failure: ExchangeFailure | null) => void
  idle: number
}

function readBody(message: http.IncomingMessage, response: WireResponse, reader: BodyReader): void {
  let bytes = 0
  const events = new EventCount()
  message.on('data', (data: Buffer) => {
    reader.timing.firstByteMs ??= reader.now()
    const chunk: Chunk = toChunk(data, reader.now())
    response.chunks.push(chunk)
    bytes += data.length
    const tooMuch = tooLarge(bytes, response.chunks.length)
    if (tooMuch !== null) {
      response.chunks = beginning(response.chunks)
      return reader.breakOff('body', 'TOO_LARGE', tooMuch)
    }
    const { abort } = reader.wire
    if (abort && events.add(data) >= abort.afterEvents)
      return reader.breakOff(abort.why, 'ABORTED', `hung up after ${events.count} events`)
    reader.expect('idle', reader.idle)
  })
  message.on('end', () => {
    response.complete = message.complete
    reader.finish(message.complete ? null : { stage: 'body', code: 'INCOMPLETE', message: 'the body ended early' })
  })
  message.on('error', (error: NodeJS.ErrnoException) =>
    reader.finish({ stage: 'body', code: error.code ?? error.name, message: error.message }),
  )
  message.on('close', () =>
    reader.finish({ stage: 'body', code: 'CLOSED', message: 'the connection closed inside the body' }),
  )
}

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
