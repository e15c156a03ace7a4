import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { capturedRedactor } from './redact-captured.ts'
import { LEADING_SLASHES, requestPath } from './request-path.ts'
import { headerPairs, toChunk, type Chunk, type Exchange } from './exchange.ts'

export interface CaptureProxy { port: number; close: () => Promise<void> }

/** Headers that belong to one connection and are not passed on (https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1). */
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'host'])

/**
 * `upstream` is the base URL of the API, path and all.
 *
 * Stands between an app and its server on the loopback interface, passes everything on byte by byte as it comes, and tells of each
 * exchange that ended. Keys are passed on and not told of. A server that cannot be reached is a 502.
 */
export async function startCaptureProxy(upstream: URL, port: number, secrets: readonly string[], tell: (exchange: Exchange) => void): Promise<CaptureProxy> {
  const redact = capturedRedactor(secrets)
  const client = upstream.protocol === 'https:' ? https : http
  // The agent of Node itself goes through HTTP_PROXY where NODE_USE_ENV_PROXY is set, and shows the proxy the keys.
  const agent = new client.Agent({ keepAlive: true })
  const send: Upstream['send'] = (options, answered) => client.request(upstream, { ...options, agent }, answered)
  const server = http.createServer((request, response) => {
    void pass(request, response, { upstream, send }, (exchange) => tell(redact(exchange)))
  })
  await new Promise<void>((ready, fail) => server.once('error', fail).listen(port, '127.0.0.1', ready))
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((done) => {
      server.close(() => done())
      server.closeAllConnections()
      agent.destroy()
    }),
  }
}

interface Upstream {
  upstream: URL
  send: (options: http.RequestOptions, answered: (answer: IncomingMessage) => void) => http.ClientRequest
}

async function pass(request: IncomingMessage, response: ServerResponse, { upstream, send }: Upstream, tell: (exchange: Exchange) => void): Promise<void> {
  const start = performance.now()
  const startedAt = new Date().toISOString()
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const body = Buffer.concat(parts)
  // Apps are told of /v1; where the API stands elsewhere, that is what they mean.
  const path = (request.url ?? '/').replace(/^\/v1(?=\/|$)/, upstream.pathname.replace(/\/$/, ''))
  // Whatever stands there is passed on; kept is what a path is written like.
  const kept = requestPath(URL.parse(path.replace(LEADING_SLASHES, '/'), upstream.href) ?? upstream)
  const chunks: Chunk[] = []
  const told = (answer: IncomingMessage | null, failure: Exchange['failure']): void => tell({
    key: '', failure,
    request: { method: request.method ?? 'GET', path: kept, headers: headerPairs(request.rawHeaders), body: body.length === 0 ? null : body.toString('utf8'), via: 'http' },
    response: answer && { status: answer.statusCode ?? 0, statusText: answer.statusMessage ?? '', httpVersion: answer.httpVersion, headers: headerPairs(answer.rawHeaders), chunks, complete: answer.complete },
    timing: { startedAt, headersMs: null, firstByteMs: chunks[0]?.at ?? null, endMs: Math.round(performance.now() - start) },
  })
  const asked = send({ method: request.method, path, headers: passedOn(request.rawHeaders, upstream.host, body.length) }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headerPairs(answer.rawHeaders).filter(([name]) => !OF_THE_CONNECTION.has(name.toLowerCase())).flat())
    answer.on('data', (data: Buffer) => {
      chunks.push(toChunk(data, Math.round(performance.now() - start)))
      response.write(data)
    })
    answer.on('end', () => { response.end(); told(answer, null) })
    answer.on('error', (error: NodeJS.ErrnoException) => { response.destroy(); told(answer, { stage: 'body', code: error.code ?? error.name, message: error.message }) })
  })
  asked.on('error', (error: NodeJS.ErrnoException) => {
    if (!response.headersSent) response.writeHead(502, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message: `the server behind the proxy cannot be reached: ${error.message}`, type: 'api_error', param: null, code: error.code ?? null } }))
    else response.destroy()
  })
  // An app that hangs up shall reach the server as well.
  response.on('close', () => { if (!response.writableFinished) asked.destroy() })
  asked.end(body)
}

/** Codings are left to the app to ask for, but not for us to undo: what is told of is read as text. */
function passedOn(raw: readonly string[], host: string, length: number): string[] {
  const kept = headerPairs(raw).filter(([name]) => !OF_THE_CONNECTION.has(name.toLowerCase()) && !/^(content-length|accept-encoding)$/i.test(name))
  return [...kept.flat(), 'Host', host, ...(length > 0 ? ['Content-Length', String(length)] : [])]
}
