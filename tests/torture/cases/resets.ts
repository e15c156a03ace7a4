import type { Socket } from 'node:net'
import {
  completion,
  events,
  head,
  JSON_TYPE,
  SSE_TYPE,
  thenReset,
  type AskedOf,
  type HostileCase,
} from '../hostile-case.ts'

/** Begins the answer that was asked for, and resets the connection where `most` says. */
const cut =
  (most: (body: string) => string) =>
  (socket: Socket, { streams }: AskedOf): void => {
    const body = streams ? events().join('') : JSON.stringify(completion())
    thenReset(
      head('200 OK', `Content-Type: ${streams ? SSE_TYPE : JSON_TYPE}`, 'Transfer-Encoding: chunked') + most(body),
    )(socket)
  }
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

/** Those that break the connection, at every stage of an answer. */
export const resets: HostileCase[] = [
  {
    name: 'reset on accept',
    does: 'resets the connection as soon as it is there',
    ends: 'error ECONNRESET',
    answer: () => {},
    accept: (socket) => {
      socket.resetAndDestroy()
    },
  },
  {
    name: 'reset on the request',
    does: 'reads the request and resets the connection',
    ends: 'error ECONNRESET',
    answer: (socket) => {
      socket.resetAndDestroy()
    },
  },
  {
    name: 'reset in the status line',
    does: 'resets inside its status line',
    ends: 'error ECONNRESET',
    answer: thenReset('HTTP/1.1 20'),
  },
  {
    name: 'reset in the headers',
    does: 'resets inside its headers',
    ends: 'error ECONNRESET',
    answer: thenReset('HTTP/1.1 200 OK\r\nContent-Ty'),
  },
  {
    name: 'reset before the body',
    does: 'resets between head and body',
    ends: 'error ECONNRESET',
    answer: cut(() => ''),
  },
  {
    name: 'reset in the body',
    does: 'resets inside its body',
    ends: 'error ECONNRESET',
    answer: cut((body) => chunk(body.slice(0, body.length / 2))),
  },
  {
    name: 'reset in a chunk',
    does: 'resets inside a chunk',
    ends: 'error ECONNRESET',
    answer: cut((body) => chunk(body).slice(0, -body.length / 2)),
  },
  {
    name: 'reset in a chunk header',
    does: 'resets inside the size of a chunk',
    ends: 'error ECONNRESET',
    answer: cut((body) => `${chunk(body.slice(0, 60))}1`),
  },
  {
    name: 'reset after the whole body',
    does: 'resets after the last byte of the body, before the chunk that ends it',
    ends: 'error ECONNRESET',
    answer: cut(chunk),
  },
]
