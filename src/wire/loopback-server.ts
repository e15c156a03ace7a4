import http, { type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { refusalOf } from './refused-caller.ts'

export interface LoopbackServer {
  /** For example `http://127.0.0.1:43210`, without a slash at the end. */
  url: string
  /** Ends all connections as well. */
  close: () => Promise<void>
}

export interface LoopbackOptions {
  answer: RequestListener
  /** 0 for any free one. */
  port?: number
  /** Origins of pages that are answered besides those that Ollama answers by default. */
  origins?: readonly string[]
  onRefused?: (why: string) => void
  /** The server cannot go on. */
  failed: (error: Error) => void
}

/** Answers callers of this machine only (`refusalOf`). @throws where the port cannot be listened on. */
export async function startLoopbackServer(options: LoopbackOptions): Promise<LoopbackServer> {
  const { answer, port = 0, origins = [], onRefused, failed } = options
  // A body may take as long as its sender likes.
  const server = http.createServer({ requestTimeout: 0 }, (request, response) => {
    const refusal = refusalOf(request, request.socket.localPort ?? 0, origins)
    if (!refusal) return answer(request, response)
    answerError(response, 403, refusal)
    onRefused?.(refusal.message)
  })
  await new Promise<void>((ready, fail) => server.once('error', fail).listen(port, '127.0.0.1', ready))
  server.removeAllListeners('error').on('error', failed)
  const at = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${at}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

export interface ErrorText {
  code: string | null
  message: string
}

const TYPES: Record<number, string> = { 403: 'permission_error', 404: 'invalid_request_error' }

/** Answers with an error in OpenAI's form. It may follow a head that Node refused to write. */
export function answerError(response: ServerResponse, status: number, { code, message }: ErrorText): void {
  const error = { message, type: TYPES[status] ?? 'api_error', param: null, code }
  // The refused head has left its reason behind.
  response.writeHead(status, http.STATUS_CODES[status], { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error }))
}
