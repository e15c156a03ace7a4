import { validateHeaderName, validateHeaderValue, type ServerResponse } from 'node:http'
import { decodedBody } from './decode.ts'
import type { Exchange, HeaderPair } from './exchange.ts'
import { KeptBody } from './kept-body.ts'
import { answerError, startLoopbackServer, type LoopbackOptions, type LoopbackServer } from './loopback-server.ts'

/** What was asked of a replay: method, path with query, and body as sent. */
export interface ReplayRequest {
  method: string
  path: string
  body: string
}

export interface ReplayOptions extends Pick<LoopbackOptions, 'failed'> {
  find: (request: ReplayRequest) => Exchange | undefined
}

/** Answers from captured exchanges. A request without one is a 404, an answer that cannot be sent again a 502. */
export const startReplayServer = ({ find, failed }: ReplayOptions): Promise<LoopbackServer> =>
  startLoopbackServer({
    failed,
    answer: (request, response) => {
      const body = new KeptBody()
      request
        .on('data', (part: Buffer) => body.add(part, 0))
        .on('end', () => {
          const { method = 'GET', url: path = '/' } = request
          replay(response, find({ method, path, body: body.text }))
        })
    },
  })

/** Headers about how the body was sent, and of redirects: those lead an app, with what it sends, to another host. */
const LEFT_OUT = /^(content-length|content-encoding|transfer-encoding|connection|keep-alive|location|refresh)$/i

/** A name in which a secret was masked cannot be sent. */
function isReplayed([name, value]: HeaderPair): boolean {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return !LEFT_OUT.test(name)
  } catch {
    return false
  }
}

function replay(response: ServerResponse, exchange: Exchange | undefined): void {
  const found = exchange?.response
  if (!found) return answerError(response, 404, { code: null, message: 'this request was not captured' })
  try {
    response.writeHead(found.status, found.headers.filter(isReplayed).flat())
  } catch (error) {
    const { code = null, message } = error as NodeJS.ErrnoException
    return answerError(response, 502, { code, message: `the captured answer cannot be sent: ${message}` })
  }
  for (const { bytes } of decodedBody({ response: found }).pieces) response.write(bytes)
  response.end()
}
