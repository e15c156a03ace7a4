import fc from 'fast-check'
import type { Exchange, ExchangeFailure, HeaderPair } from '../../src/wire/exchange.ts'
import { hostileJson } from './hostile-json.ts'
import { chunksOf, cuts, split, streamBytes } from './splits.ts'

const path = fc.constantFrom(
  '/v1/chat/completions',
  '/v1/completions',
  '/v1/responses',
  '/v1/embeddings',
  '/v1/models',
  '/v1/models/a',
  '/v1/models/__proto__',
  '/api/show',
  '/v1/other',
  '/',
  '',
)
const mediaType = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-8',
  'text/event-stream',
  'text/event-stream; charset="UTF-8"',
  'text/html',
  'text/plain',
  'Application/JSON',
  '',
  ';',
  '/',
  'x'.repeat(500),
)
const headers = fc
  .tuple(
    fc.option(mediaType),
    fc.array(
      fc.tuple(
        fc.constantFrom(
          'x-request-id',
          'Content-Type',
          'content-length',
          'content-encoding',
          'transfer-encoding',
          'retry-after',
          'access-control-allow-origin',
          'set-cookie',
          '__proto__',
          'openai-processing-ms',
          'x-ratelimit-remaining-requests',
        ),
        fc.oneof(
          fc.constantFrom('', 'gzip', 'br', 'identity', '*', '-1', 'chunked'),
          fc.string({ unit: 'binary', maxLength: 10 }),
        ),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([type, others]): HeaderPair[] => [...(type === null ? [] : [['content-type', type] as HeaderPair]), ...others])

/** Bodies: JSON, streams of JSON, streams of anything, bytes. */
export const bodies: fc.Arbitrary<Uint8Array> = fc.oneof(
  hostileJson.map((value) => Buffer.from(JSON.stringify(value))),
  fc
    .array(hostileJson, { maxLength: 6 })
    .map((events) =>
      Buffer.from(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') + 'data: [DONE]\n\n'),
    ),
  streamBytes,
  fc.uint8Array({ maxLength: 60 }),
)

const failure = fc.option(
  fc.record<ExchangeFailure>({
    stage: fc.constantFrom('body', 'idle', 'total', 'client-abort', 'guard'),
    code: fc.string(),
    message: fc.string(),
  }),
  { freq: 5 },
)
const requestBody = fc.oneof(
  fc.constant('{}'),
  fc.constant('{"stream":true,"stream_options":{"include_usage":true},"tools":[{}],"tool_choice":"required"}'),
  fc.constant(null),
  fc.string(),
  hostileJson.map((value) => JSON.stringify(value)),
)

/** Any answer to any request, its body in one piece, and where to cut that. */
export const exchanges: fc.Arbitrary<{ exchange: Exchange; body: Uint8Array; at: number[] }> = fc
  .record({
    path,
    headers,
    body: bodies,
    at: cuts,
    failure,
    requestBody,
    method: fc.constantFrom('POST', 'GET', 'DELETE'),
    status: fc.constantFrom(200, 201, 204, 301, 400, 401, 404, 429, 500, 599),
  })
  .map(({ body, at, ...rest }) => ({
    body,
    at,
    exchange: {
      key: 'k',
      request: { method: rest.method, path: rest.path, headers: [], body: rest.requestBody, via: 'http' },
      response: {
        status: rest.status,
        statusText: '',
        httpVersion: '1.1',
        headers: rest.headers,
        chunks: chunksOf([body]),
        complete: rest.failure === null,
      },
      failure: rest.failure,
      timing: { startedAt: '2026-01-01T00:00:00.000Z', headersMs: 1, firstByteMs: 1, endMs: 9 },
    },
  }))

/** The same exchange with its body in other packets. */
export const inPackets = (exchange: Exchange, body: Uint8Array, at: readonly number[]): Exchange =>
  exchange.response ? { ...exchange, response: { ...exchange.response, chunks: chunksOf(split(body, at)) } } : exchange
