import http, { type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import { pipeline } from 'node:stream/promises'
import { header, headerPairs, type Exchange, type ExchangeFailure, type HeaderPair } from './exchange.ts'
import { phaseOf } from './http-exchange.ts'
import { KeptBody } from './kept-body.ts'
import { answerError, startLoopbackServer, type LoopbackOptions } from './loopback-server.ts'
import { capturedRedactor } from './redact-captured.ts'
import { LEADING_SLASHES, requestPath } from './request-path.ts'

export interface CaptureProxy {
  /** For example `http://127.0.0.1:43210`, without a slash at the end. */
  url: string
  /** Ends all connections. Every exchange was reported when it resolves. */
  close: () => Promise<void>
}

export interface CaptureOptions extends Omit<LoopbackOptions, 'answer'> {
  /** The base URL of the API, path and all. */
  upstream: URL
  secrets: readonly string[]
  onExchange: (exchange: Exchange) => void
}

/**
 * Stands between an app and its server on the loopback interface. It passes everything on as it comes, no faster than
 * the other side reads, and reports each exchange, however the exchange ended. Keys are passed on and not reported. A
 * server that cannot be reached, or sends what HTTP does not allow, is a 502. Of long bodies the beginning is kept.
 */
export async function startCaptureProxy(options: CaptureOptions): Promise<CaptureProxy> {
  const { upstream, secrets, onExchange, failed } = options
  const redact = capturedRedactor(secrets)
  const calls = new Set<Promise<void>>()
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const told = relay(request, response, upstream)
      .then((exchange) => onExchange(redact(exchange)))
      .catch(failed)
    const call = told.finally(() => calls.delete(call))
    calls.add(call)
  }
  const { url, close } = await startLoopbackServer({ ...options, answer })
  return {
    url,
    async close() {
      await close()
      await Promise.all(calls)
    },
  }
}

/** One call of the app, as far as it has come. */
interface Call {
  request: IncomingMessage
  /** What the server is asked for, and the same in the form of a path that is kept. */
  path: string
  kept: string
  sent: KeptBody
  answer: IncomingMessage | null
  came: KeptBody
  failure: ExchangeFailure | null
  timing: Exchange['timing']
}

/** Passes on one call, from the head of its request to the end of its answer. Never rejects for what a side does. */
async function relay(request: IncomingMessage, response: ServerResponse, upstream: URL): Promise<Exchange> {
  const start = performance.now()
  const now = (): number => Math.round(performance.now() - start)
  const call = begun(request, upstream)
  // What breaks first is the cause, and breaks the rest.
  const broken = ({ code, name, message }: NodeJS.ErrnoException): void => {
    const stage = response.headersSent ? 'body' : phaseOf({ code, name, message })
    call.failure ??= { stage, code: code ?? name, message }
  }
  try {
    const { request: ask } = upstream.protocol === 'https:' ? https : http
    const headers = passedOn(request, upstream.host)
    const asked = ask(upstream, { agent: false, method: request.method, path: call.path, headers })
    response.once('close', () => {
      if (!response.writableFinished) broken(problem('HUNG_UP', 'the app hung up'))
      asked.destroy()
    })
    request.on('data', (data: Buffer) => call.sent.add(data, now())).pipe(asked)
    // The server reads no more of the upload. An app may read its answer only after it has sent everything.
    asked.once('close', () => request.resume())
    const answer = (call.answer = await answerTo(asked))
    call.timing.headersMs = now()
    answer.on('error', broken).on('data', (data: Buffer) => call.came.add(data, now()))
    beginAnswer(response, answer)
    await pipeline(answer, response)
  } catch (error) {
    broken(error as Error)
    const { code = null, message } = call.failure ?? {}
    const why = `no answer of the server can be passed on: ${message}`
    if (!response.headersSent) answerError(response, 502, { code, message: why })
  }
  call.timing.endMs = now()
  return exchangeOf(call)
}

function begun(request: IncomingMessage, upstream: URL): Call {
  // Apps are told of /v1; where the API stands elsewhere, that is what they mean.
  const path = (request.url ?? '/').replace(/^\/v1(?=\/|$)/, upstream.pathname.replace(/\/$/, ''))
  const timing = { startedAt: new Date().toISOString(), headersMs: null, firstByteMs: null, endMs: 0 }
  const kept = requestPath(URL.parse(path.replace(LEADING_SLASHES, '/'), upstream.href) ?? upstream)
  return { request, path, kept, sent: new KeptBody(), answer: null, came: new KeptBody(), failure: null, timing }
}

const problem = (code: string, message: string): NodeJS.ErrnoException => Object.assign(new Error(message), { code })

const answerTo = (asked: ClientRequest): Promise<IncomingMessage> =>
  new Promise((settle, fail) => {
    const switched = (): void => fail(problem('UPGRADE', 'it switched to another protocol unasked (HTTP 101)'))
    asked
      .on('error', fail)
      // Node takes a 101 that names no protocol for an answer.
      .once('response', (answer) => (answer.statusCode === 101 ? switched() : settle(answer)))
      // Without a listener Node drops the connection and reports nothing.
      .once('upgrade', (_answer, socket) => {
        socket.destroy()
        switched()
      })
      .once('close', () => fail(problem('CLOSED', 'the connection closed before an answer')))
  })

/** @throws where HTTP does not allow the head of the answer: Node reads heads that it does not write. */
function beginAnswer(response: ServerResponse, answer: IncomingMessage): void {
  response.writeHead(answer.statusCode ?? 0, answer.statusMessage, endToEnd(answer).flat())
  response.flushHeaders()
}

function exchangeOf({ request, kept: path, sent, answer, came, failure, timing }: Call): Exchange {
  const isWhole = sent.cut === null && request.readableEnded
  const cut = `${came.cut}: the app got all of it, the beginning is kept`
  const tooLarge: ExchangeFailure | null = came.cut === null ? null : { stage: 'body', code: 'TOO_LARGE', message: cut }
  return {
    key: '',
    request: {
      method: request.method ?? 'GET',
      path,
      headers: headerPairs(request.rawHeaders),
      body: sent.chunks.length === 0 ? null : sent.text,
      via: 'http',
      ...(isWhole ? {} : { truncated: true }),
    },
    response: answer && {
      status: answer.statusCode ?? 0,
      statusText: answer.statusMessage ?? '',
      httpVersion: answer.httpVersion,
      headers: headerPairs(answer.rawHeaders),
      chunks: came.chunks,
      complete: answer.complete && came.cut === null,
    },
    failure: failure ?? tooLarge,
    timing: { ...timing, firstByteMs: came.chunks[0]?.at ?? null },
  }
}

/** Headers of one connection, which are not passed on (https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1). */
const OF_THE_CONNECTION = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** It says where a body ends, for the other end as well: without it that would take a body for another request. */
const OF_THE_BODY = ['content-length']

/** The headers that are meant for the other end. */
function endToEnd({ rawHeaders }: IncomingMessage): HeaderPair[] {
  const pairs = headerPairs(rawHeaders)
  const named =
    header(pairs, 'connection')
      ?.toLowerCase()
      .split(/[\s,]+/) ?? []
  const dropped = new Set([...OF_THE_CONNECTION, ...named.filter((name) => !OF_THE_BODY.includes(name))])
  return pairs.filter(([name]) => !dropped.has(name.toLowerCase()))
}

/** The request headers for the server. No content coding is asked for: what is captured is read as text. */
function passedOn(request: IncomingMessage, host: string): string[] {
  const kept = endToEnd(request).filter(([name]) => !/^(host|accept-encoding)$/i.test(name))
  const { 'transfer-encoding': chunked, 'content-length': length } = request.headers
  // Where a POST announces no body, Node would announce a chunked one.
  const isEmpty = chunked === undefined && length === undefined && request.method === 'POST'
  const framing = chunked !== undefined ? ['Transfer-Encoding', 'chunked'] : isEmpty ? ['Content-Length', '0'] : []
  return [...kept.flat(), 'Host', host, ...framing]
}
