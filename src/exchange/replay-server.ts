import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Exchange, HeaderPair } from './exchange.ts'
import { decodedBody } from './decode.ts'

/** Headers of the captured connection, and of redirects: those lead an app, with what it sends, to another host. */
const LEFT_OUT = /^(content-length|content-encoding|transfer-encoding|connection|keep-alive|location|refresh)$/i

/** A name in which a secret was masked cannot be sent. */
function isReplayed([name, value]: HeaderPair): boolean {
  try {
    http.validateHeaderName(name)
    http.validateHeaderValue(name, value)
    return !LEFT_OUT.test(name)
  } catch {
    return false
  }
}

export interface ReplayServer { url: string; close: () => Promise<void> }

/** What was asked of a replay: method, path with query, and body as sent. */
export interface ReplayRequest { method: string; path: string; body: string }

/** Answers on the loopback interface from exchanges that were captured; what has none gets a 404. */
export async function startReplayServer(answer: (request: ReplayRequest) => Exchange | undefined): Promise<ReplayServer> {
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const found = answer({ method: request.method ?? 'GET', path: request.url ?? '/', body: Buffer.concat(parts).toString('utf8') })?.response
      if (!found || found.status < 200) {
        response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message: 'this request was not captured', type: 'invalid_request_error', param: null, code: null } }))
        return
      }
      response.writeHead(found.status, found.headers.filter(isReplayed).flat())
      for (const { bytes } of decodedBody({ response: found }).pieces) response.write(bytes)
      response.end()
    })
  })
  await new Promise<void>((ready, fail) => server.once('error', fail).listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((done) => {
      server.close(() => done())
      server.closeAllConnections()
    }),
  }
}
