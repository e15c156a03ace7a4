import type { ServerReply, ServerRequest } from '../src/deviations/server-reply.ts'
import { header } from '../src/wire/exchange.ts'
import { commonHeaders } from './reply-headers.ts'

/** What a browser asks before it lets a page call another host. */
export const isPreflight = ({ method, headers }: ServerRequest): boolean =>
  method === 'OPTIONS' &&
  header(headers, 'origin') !== undefined &&
  header(headers, 'access-control-request-method') !== undefined

/** Any page may send any header, with or without a key. */
export const preflightReply = ({ headers }: ServerRequest): ServerReply => ({
  status: 200,
  headers: [
    ...commonHeaders('text/plain'),
    ['access-control-allow-origin', '*'],
    ['access-control-allow-methods', header(headers, 'access-control-request-method') ?? ''],
    ['access-control-allow-headers', header(headers, 'access-control-request-headers') ?? ''],
  ],
  chunks: [],
})

/** The answer as the browser may give it to the page that asked. */
export const letIn = (reply: ServerReply, { headers }: ServerRequest): ServerReply =>
  header(headers, 'origin') === undefined
    ? reply
    : { ...reply, headers: [...reply.headers, ['access-control-allow-origin', '*']] }
