import { bodyText, isStream, withType } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { asking, having, lacking, replies, streams, successes } from '../transport-hooks.ts'

const responseHeaders = (slug: string): string[] => [`transport/response-headers/${slug}`]

export const deviations: Deviation[] = [
  {
    name: 'json-as-plain-text',
    about: 'JSON goes as text/plain',
    rules: responseHeaders('json-type'),
    hooks: successes((reply) =>
      isStream(reply) ? reply : { ...reply, headers: withType(reply.headers, 'text/plain') },
    ),
  },
  {
    name: 'json-latin1',
    about: 'JSON is written in ISO-8859-1',
    rules: responseHeaders('json-charset'),
    hooks: successes((reply) =>
      isStream(reply)
        ? reply
        : {
            ...reply,
            chunks: [{ afterMs: 100, bytes: Buffer.from(bodyText(reply).replace('{', '{"x_é":"é",'), 'latin1') }],
          },
    ),
  },
  {
    name: 'charset-latin1',
    about: 'the content type names ISO-8859-1',
    rules: responseHeaders('charset'),
    hooks: successes((reply) =>
      isStream(reply) ? reply : { ...reply, headers: withType(reply.headers, 'application/json; charset=iso-8859-1') },
    ),
  },
  {
    name: 'content-length-wrong',
    about: 'the announced length is that of the body before a filter',
    rules: responseHeaders('content-length'),
    hooks: successes((reply, request) =>
      having(['content-length', String(bodyText(reply).length + 2)])(reply, request),
    ),
  },
  {
    name: 'http-1.0',
    about: 'answers come over HTTP/1.0, from a proxy',
    rules: responseHeaders('http-version'),
    hooks: replies((reply) => ({ ...reply, httpVersion: '1.0' })),
  },
  {
    name: 'cached-publicly',
    about: 'answers may be cached',
    rules: responseHeaders('not-cached'),
    hooks: successes(having(['cache-control', 'public, max-age=3600'])),
  },
  ...[
    ['date', 'date'],
    ['request-id', 'x-request-id'],
    ['processing-time', 'openai-processing-ms'],
    ['rate-limits', 'x-ratelimit-*'],
  ].map(([slug = '', header = '']): Deviation => ({
    name: `no-${slug}`,
    about: `answers have no header \`${header}\``,
    ...(slug === 'date' ? {} : { seen: ['Ollama'] }),
    rules: responseHeaders(slug),
    hooks: replies(lacking(new RegExp(`^${header}$`.replace('*$', '')))),
  })),
  {
    name: 'request-id-constant',
    about: 'every answer has one request id',
    rules: responseHeaders('request-ids-differ'),
    hooks: replies(having(['x-request-id', 'req_1'])),
  },
  {
    name: 'reset-as-date',
    about: 'rate limits reset at a date',
    rules: responseHeaders('rate-limit-values'),
    hooks: replies(having(['x-ratelimit-reset-requests', '2026-10-01T12:00:00Z'])),
  },
  {
    name: 'gzip-unzipped',
    about: 'an answer is declared as gzip and is not compressed',
    rules: ['transport/gzip/plain'],
    hooks: successes((reply, request) =>
      asking('accept-encoding', /gzip/)(request) && !isStream(reply)
        ? having(['content-encoding', 'gzip'])(
            { ...reply, chunks: [{ afterMs: 100, bytes: `~${bodyText(reply)}` }] },
            request,
          )
        : reply,
    ),
  },
  {
    name: 'gzip-stream-cut',
    about: 'the end of a compressed stream is not flushed',
    rules: ['transport/gzip/streamed'],
    hooks: streams((reply, request) =>
      asking('accept-encoding', /gzip/)(request) ? { ...reply, chunks: reply.chunks.slice(0, -1) } : reply,
    ),
  },
  {
    name: 'gzip-stream-collected',
    about: 'a stream that allows gzip is collected',
    seen: ['nginx with gzip_types'],
    rules: ['transport/gzip/not-held-back'],
    hooks: streams((reply, request) =>
      asking('accept-encoding', /gzip/)(request)
        ? { ...reply, chunks: [{ afterMs: 600, bytes: bodyText(reply) }] }
        : reply,
    ),
  },
]
