import { header, type HeaderPair } from '../wire/exchange.ts'
import { isStream, replaced } from './changes.ts'
import type { Deviation } from './deviation.ts'
import type { ServerReply, ServerRequest } from './server-reply.ts'

export type Change = (reply: ServerReply, request: ServerRequest) => ServerReply
export const replies = (change: Change): Deviation['hooks'] => ({ response: change })
export const successes = (change: Change): Deviation['hooks'] =>
  replies((reply, request) => (reply.status === 200 && request.method === 'POST' ? change(reply, request) : reply))

export const streams = (change: Change): Deviation['hooks'] =>
  replies((reply, request) => (isStream(reply) ? change(reply, request) : reply))

export const lacking =
  (part: RegExp): Change =>
  (reply) => ({ ...reply, headers: reply.headers.filter(([name]) => !part.test(name)) })

export const having =
  (...pairs: HeaderPair[]): Change =>
  (reply) => ({
    ...reply,
    headers: [...reply.headers.filter(([name]) => !pairs.some(([own]) => own === name)), ...pairs],
  })

export const refusing = (applies: (request: ServerRequest) => boolean, status: number): Deviation['hooks'] =>
  successes((reply, request) =>
    applies(request)
      ? replaced(reply, {
          status,
          type: 'application/json',
          body: '{"error":{"message":"refused","type":"invalid_request_error","param":null,"code":null}}',
        })
      : reply,
  )

export const asking =
  (name: string, value: RegExp) =>
  (request: ServerRequest): boolean =>
    value.test(header(request.headers, name) ?? '')
