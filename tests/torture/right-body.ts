import type { Socket } from 'node:net'
import { completion, events, head, JSON_TYPE, SSE_TYPE, type AskedOf } from './hostile-case.ts'

export const JSON_BODY = JSON.stringify(completion())
export const STREAM_BODY = events().join('')
export const bodyFor = ({ streams }: AskedOf): string => (streams ? STREAM_BODY : JSON_BODY)
export const typeFor = ({ streams }: AskedOf): string => `Content-Type: ${streams ? SSE_TYPE : JSON_TYPE}`

/** Sends the right body under these headers. */
export const under =
  (headers: (body: string) => string[], send: (body: string) => string = (body) => body) =>
  (socket: Socket, request: AskedOf): void => {
    const body = bodyFor(request)
    socket.end(head('200 OK', typeFor(request), 'Connection: close', ...headers(body)) + send(body))
  }
