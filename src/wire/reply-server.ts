import {
  STATUS_CODES,
  validateHeaderName,
  validateHeaderValue,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { header, headerPairs, type HeaderPair } from './exchange.ts'
import { KeptBody } from './kept-body.ts'
import { startLoopbackServer, type LoopbackOptions, type LoopbackServer } from './loopback-server.ts'

export interface AskedRequest {
  method: string
  path: string
  headers: HeaderPair[]
  body: string | null
}

/** An answer to be sent: each chunk that long after the one before. */
export interface SentReply {
  status: number
  headers: HeaderPair[]
  chunks: { afterMs: number; bytes: string | Uint8Array }[]
  /** HTTP/1.1 where absent. */
  httpVersion?: string
  /** The connection breaks after the last chunk (`reset`), or before anything was sent (`refused`). */
  cut?: 'reset' | 'refused'
}

export interface ReplyOptions extends Pick<LoopbackOptions, 'failed'> {
  answer: (request: AskedRequest) => SentReply
}

/** Sends what it is told, byte by byte and wait by wait, whether or not that is good HTTP. */
export const startReplyServer = ({ answer, failed }: ReplyOptions): Promise<LoopbackServer> =>
  startLoopbackServer({
    failed,
    answer: (request, response) => {
      answerTo(request, response, answer).catch(() => response.destroy())
    },
  })

async function answerTo(
  request: IncomingMessage,
  response: ServerResponse,
  answer: ReplyOptions['answer'],
): Promise<void> {
  const kept = new KeptBody()
  for await (const part of request) kept.add(part as Buffer, 0)
  const { method = 'GET', url: path = '/', rawHeaders } = request
  const body = kept.chunks.length === 0 ? null : kept.text
  await send(response, answer({ method, path, headers: headerPairs(rawHeaders), body }))
}

/** What was written must leave before the connection breaks. */
const BEFORE_BREAK_MS = 5

async function send(response: ServerResponse, reply: SentReply): Promise<void> {
  const { socket } = response
  if (reply.cut === 'refused') return void socket?.resetAndDestroy()
  const isOld = reply.httpVersion === '1.0' && socket !== null
  const sent = isOld ? socket : response
  const headers = reply.headers.filter(canBeSent)
  if (isOld) socket.write(headOf(reply.status, headers))
  else {
    response.sendDate = false
    response.writeHead(reply.status, headers.flat())
    response.flushHeaders()
  }
  for (const { afterMs, bytes } of reply.chunks) {
    if (afterMs > 0) await waited(response, afterMs)
    if (sent.destroyed) return
    sent.write(bytes)
  }
  if (!reply.cut) {
    sent.end()
    // Who waits for the rest of a length that is not true would wait until the connection is given up.
    if (isTooShort(reply)) socket?.end()
    return
  }
  await wait(BEFORE_BREAK_MS)
  socket?.resetAndDestroy()
}

const isTooShort = ({ headers, chunks }: SentReply): boolean =>
  Number(header(headers, 'content-length') ?? 0) > chunks.reduce((sum, { bytes }) => sum + Buffer.byteLength(bytes), 0)

/** Waits for a time, or until the caller is gone. */
async function waited(response: ServerResponse, ms: number): Promise<void> {
  const gone = new AbortController()
  const leave = (): void => gone.abort()
  response.once('close', leave)
  await wait(ms, undefined, { signal: gone.signal }).catch(() => {})
  response.off('close', leave)
}

/** Node writes no head of HTTP/1.0. */
const headOf = (status: number, headers: readonly HeaderPair[]): string =>
  `HTTP/1.0 ${status} ${STATUS_CODES[status] ?? ''}\r\n${headers
    .filter(([name]) => !/^transfer-encoding$/i.test(name))
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`

/** A name in which a secret was masked cannot be sent. */
function canBeSent([name, value]: HeaderPair): boolean {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return true
  } catch {
    return false
  }
}
