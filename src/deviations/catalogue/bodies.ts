import { gzipSync } from 'node:zlib'
import { header } from '../../wire/exchange.ts'
import { parseJson } from '../../wire/sse.ts'
import { bodyText, isStream, replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { ServerReply } from '../server-reply.ts'
import { replies } from '../transport-hooks.ts'

const zipped = (reply: ServerReply): ServerReply => ({
  ...reply,
  headers: [...reply.headers, ['content-encoding', 'gzip']],
  chunks: [{ afterMs: reply.chunks.reduce((sum, { afterMs }) => sum + afterMs, 0), bytes: gzipSync(bodyText(reply)) }],
})

const tooLarge = (limit: number, status: number): Deviation['hooks'] =>
  replies((reply, { body }) =>
    (body ?? '').length > limit
      ? replaced(reply, {
          status,
          type: 'application/json',
          body: '{"error":{"message":"request entity too large","type":"invalid_request_error","param":null,"code":null}}',
        })
      : reply,
  )

/** Faults on the way of bodies. */
export const deviations: Deviation[] = [
  {
    name: 'plain-answers-always-zipped',
    about: 'a proxy compresses every plain answer, whoever asks',
    rules: ['transport/gzip/identity-is-plain', 'transport/gzip/not-unasked'],
    hooks: replies((reply) => (reply.status === 200 && !isStream(reply) ? zipped(reply) : reply)),
  },
  {
    name: 'streams-always-zipped',
    about: 'a proxy compresses every stream, whoever asks',
    rules: ['transport/gzip/identity-is-plain'],
    hooks: replies((reply) => (isStream(reply) ? zipped(reply) : reply)),
  },
  {
    name: 'zipped-where-nothing-is-said',
    about: 'answers are compressed unless the request forbids it',
    rules: ['transport/gzip/not-unasked'],
    hooks: replies((reply, { headers }) =>
      reply.status === 200 && header(headers, 'accept-encoding') === undefined ? zipped(reply) : reply,
    ),
  },
  {
    name: 'body-over-100-kilobytes',
    about: 'a body of more than 100 kilobytes is refused',
    seen: ['express'],
    rules: ['errors/large-body/ordinary-answered'],
    hooks: tooLarge(100 * 1024, 413),
  },
  {
    name: 'body-over-half-a-megabyte',
    about: 'a body of more than half a megabyte is a bad request',
    rules: ['errors/large-body/ordinary-answered'],
    hooks: tooLarge(512 * 1024, 400),
  },
  {
    name: 'json-begins-with-mark',
    about: 'plain answers begin with a byte order mark',
    rules: ['transport/json-body/without-mark'],
    hooks: replies((reply) =>
      isStream(reply) || reply.status !== 200 ? reply : replaced(reply, { body: `\uFEFF${bodyText(reply)}` }),
    ),
  },
  {
    name: 'malformed-json-hangs-up',
    about: 'the connection is closed on a body that is no JSON',
    rules: ['errors/invalid-body/malformed-json-answered'],
    hooks: replies((reply, { method, body }) =>
      method === 'POST' && !parseJson(body ?? '').ok ? { ...reply, chunks: [], cut: 'refused' } : reply,
    ),
  },
]
