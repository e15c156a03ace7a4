import { header, type HeaderPair } from '../../../src/wire/exchange.ts'
import { isPreflight } from '../../cors.ts'
import type { ServerReply, ServerRequest } from '../../exchange-types.ts'
import { bodyText, isStream, replaced, withType, type Fault } from '../fault.ts'

const responseHeaders = (slug: string): string[] => [`transport/response-headers/${slug}`]

type Change = (reply: ServerReply, request: ServerRequest) => ServerReply
const replies = (change: Change): Fault['hooks'] => ({ response: change })
const successes = (change: Change): Fault['hooks'] =>
  replies((reply, request) => (reply.status === 200 && request.method === 'POST' ? change(reply, request) : reply))
const streams = (change: Change): Fault['hooks'] =>
  replies((reply, request) => (isStream(reply) ? change(reply, request) : reply))
const preflights = (change: Change): Fault['hooks'] =>
  replies((reply, request) => (isPreflight(request) ? change(reply, request) : reply))

const lacking =
  (part: RegExp): Change =>
  (reply) => ({ ...reply, headers: reply.headers.filter(([name]) => !part.test(name)) })
const having =
  (...pairs: HeaderPair[]): Change =>
  (reply) => ({
    ...reply,
    headers: [...reply.headers.filter(([name]) => !pairs.some(([own]) => own === name)), ...pairs],
  })
const refusing = (applies: (request: ServerRequest) => boolean, status: number): Fault['hooks'] =>
  successes((reply, request) =>
    applies(request)
      ? replaced(reply, {
          status,
          type: 'application/json',
          body: '{"error":{"message":"refused","type":"invalid_request_error","param":null,"code":null}}',
        })
      : reply,
  )
const asking =
  (name: string, value: RegExp) =>
  (request: ServerRequest): boolean =>
    value.test(header(request.headers, name) ?? '')
const says = (request: ServerRequest, text: string): boolean => (request.body ?? '').includes(text)
const redirecting = (path: RegExp): Fault['hooks'] =>
  replies((reply, request) =>
    path.test(request.path)
      ? { ...replaced(reply, { status: 307, body: '' }), headers: [['location', '/v1/chat/completions']] }
      : reply,
  )

/** All but these of the headers asked for. */
const allowingBut =
  (...absent: string[]): Change =>
  (reply) =>
    having([
      'access-control-allow-headers',
      (header(reply.headers, 'access-control-allow-headers') ?? '')
        .split(',')
        .filter((name) => !absent.includes(name))
        .join(','),
    ])(reply, {} as ServerRequest)

let shared = ''

let waiting = 0
/** Every fifth of the shortest calls finds no room. */
const crowded = (answer: (reply: ServerReply) => ServerReply): Fault['hooks'] =>
  successes((reply, request) => (says(request, '"max_tokens":1}') && waiting++ % 5 === 4 ? answer(reply) : reply))
const BUSY = '{"error":{"message":"server busy","type":"api_error","param":null,"code":null}}'

export const faults: Fault[] = [
  {
    name: 'json-as-plain-text',
    about: 'JSON goes as text/plain',
    kills: responseHeaders('json-type'),
    hooks: successes((reply) =>
      isStream(reply) ? reply : { ...reply, headers: withType(reply.headers, 'text/plain') },
    ),
  },
  {
    name: 'json-latin1',
    about: 'JSON is written in ISO-8859-1',
    kills: responseHeaders('json-charset'),
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
    kills: responseHeaders('charset'),
    hooks: successes((reply) =>
      isStream(reply) ? reply : { ...reply, headers: withType(reply.headers, 'application/json; charset=iso-8859-1') },
    ),
  },
  {
    name: 'content-length-wrong',
    about: 'the announced length is that of the body before a filter',
    kills: responseHeaders('content-length'),
    hooks: successes((reply, request) =>
      having(['content-length', String(bodyText(reply).length + 2)])(reply, request),
    ),
  },
  {
    name: 'http-1.0',
    about: 'a proxy that speaks HTTP/1.0',
    kills: responseHeaders('http-version'),
    hooks: replies((reply) => ({ ...reply, httpVersion: '1.0' })),
  },
  {
    name: 'cached-publicly',
    about: 'answers may be cached',
    kills: responseHeaders('not-cached'),
    hooks: successes(having(['cache-control', 'public, max-age=3600'])),
  },
  ...[
    ['date', /^date$/],
    ['request-id', /^x-request-id$/],
    ['processing-time', /^openai-processing-ms$/],
    ['rate-limits', /^x-ratelimit/],
  ].map(([slug, part]): Fault => ({
    name: `no-${String(slug)}`,
    about: 'a header of OpenAI is absent (Ollama)',
    kills: responseHeaders(String(slug)),
    hooks: replies(lacking(part as RegExp)),
  })),
  {
    name: 'request-id-constant',
    about: 'every answer has one request id',
    kills: responseHeaders('request-ids-differ'),
    hooks: replies(having(['x-request-id', 'req_1'])),
  },
  {
    name: 'reset-as-date',
    about: 'rate limits reset at a date',
    kills: responseHeaders('rate-limit-values'),
    hooks: replies(having(['x-ratelimit-reset-requests', '2026-10-01T12:00:00Z'])),
  },

  {
    name: 'preflight-unknown',
    about: 'OPTIONS is no method (Portkey, vLLM without CORS)',
    kills: ['transport/cors/preflight'],
    hooks: preflights((reply) => replaced(reply, { status: 405, body: '' })),
  },
  {
    name: 'preflight-wants-key',
    about: 'a preflight needs a key (nginx, Caddy)',
    kills: ['transport/cors/preflight'],
    hooks: preflights((reply) => replaced(reply, { status: 401, body: 'Unauthorized' })),
  },
  {
    name: 'preflight-other-origin',
    about: 'only one page is let in',
    kills: ['transport/cors/preflight'],
    hooks: preflights(having(['access-control-allow-origin', 'https://chat.example'])),
  },
  {
    name: 'preflight-no-retry-count',
    about: 'x-stainless-retry-count is not allowed (Ollama before 0.4.5)',
    kills: ['transport/cors/sdk-headers'],
    hooks: preflights(allowingBut('x-stainless-retry-count')),
  },
  {
    name: 'preflight-no-timeout',
    about: 'x-stainless-timeout is not allowed (Ollama before 0.5.12)',
    kills: ['transport/cors/sdk-headers'],
    hooks: preflights(allowingBut('x-stainless-timeout')),
  },
  {
    name: 'preflight-no-helper',
    about: 'x-stainless-helper-method is not allowed (Ollama before 0.5.5)',
    kills: ['transport/cors/helper-headers'],
    hooks: preflights(allowingBut('x-stainless-helper-method')),
  },
  {
    name: 'preflight-no-beta',
    about: 'openai-beta is not allowed (Ollama before 0.6.6)',
    kills: ['transport/cors/helper-headers'],
    hooks: preflights(allowingBut('openai-beta')),
  },
  {
    name: 'preflight-no-account',
    about: 'openai-organization is not allowed (Ollama)',
    kills: ['transport/cors/account-headers'],
    hooks: preflights(allowingBut('openai-organization', 'openai-project')),
  },
  {
    name: 'preflight-no-app',
    about: 'headers of apps are not allowed (Ollama)',
    kills: ['transport/cors/app-headers'],
    hooks: preflights(allowingBut('http-referer', 'x-title')),
  },
  {
    name: 'preflight-wildcard',
    about: 'all headers are allowed by `*`',
    kills: ['transport/cors/authorization-by-name'],
    hooks: preflights(having(['access-control-allow-headers', '*'])),
  },
  {
    name: 'answer-not-let-in',
    about: 'the answer has no access-control-allow-origin',
    kills: ['transport/cors/answer-let-in'],
    hooks: successes(lacking(/^access-control-allow/)),
  },
  {
    name: 'error-not-let-in',
    about: 'errors have no access-control-allow-origin',
    kills: ['transport/cors/error-let-in'],
    hooks: replies((reply, request) =>
      reply.status >= 400 ? lacking(/^access-control-allow/)(reply, request) : reply,
    ),
  },
  {
    name: 'request-id-hidden',
    about: 'pages may not read x-request-id',
    kills: ['transport/cors/request-id-exposed'],
    hooks: replies(lacking(/^access-control-expose/)),
  },

  {
    name: 'page-refused',
    about: 'requests with an origin are refused',
    kills: ['transport/request-headers/sdk-headers'],
    hooks: refusing(asking('x-stainless-os', /./), 403),
  },
  {
    name: 'header-case-matters',
    about: 'header names are compared with case',
    kills: ['transport/request-headers/name-case'],
    hooks: refusing(({ headers }) => headers.some(([name]) => name === 'CONTENT-TYPE'), 415),
  },
  {
    name: 'accept-taken-literally',
    about: 'only Accept: application/json will do',
    kills: ['transport/request-headers/media-types'],
    hooks: refusing(asking('accept', /^\*\/\*$/), 406),
  },
  {
    name: 'charset-refused',
    about: 'a content type with a charset is another type',
    kills: ['transport/request-headers/media-types'],
    hooks: refusing(asking('content-type', /charset/), 415),
  },
  {
    name: 'any-key-refused',
    about: 'a key is refused where none is needed',
    kills: ['transport/request-headers/any-key'],
    hooks: refusing(asking('authorization', /not-needed/), 401),
  },
  {
    name: 'query-refused',
    about: 'a path with a query is another path',
    kills: ['transport/request-headers/query-string'],
    hooks: refusing(({ path }) => path.includes('?'), 404),
  },

  {
    name: 'wrong-key-400',
    about: 'a wrong key gives a 400',
    kills: ['transport/auth/status'],
    hooks: { refusal: (refusal) => (refusal.code === 'invalid_api_key' ? { ...refusal, status: 400 } : refusal) },
  },
  {
    name: 'wrong-key-text',
    about: 'a wrong key gives plain text (Caddy)',
    kills: ['transport/auth/message'],
    hooks: replies((reply) =>
      reply.status === 401 ? replaced(reply, { type: 'text/plain', body: 'Unauthorized' }) : reply,
    ),
  },
  {
    name: 'wrong-key-no-code',
    about: 'a wrong key gives an error without a code',
    kills: ['transport/auth/code'],
    hooks: { refusal: (refusal) => (refusal.code === 'invalid_api_key' ? { ...refusal, code: null } : refusal) },
  },

  {
    name: 'closes-after-answer',
    about: 'each answer closes the connection (HTTP/1.0 proxies)',
    kills: ['transport/keep-alive/after-answer'],
    hooks: replies(having(['connection', 'close'])),
  },
  {
    name: 'redirects-double-slash',
    about: 'a double slash is cleaned by a redirect (Ollama)',
    kills: ['transport/paths/double-slash'],
    hooks: redirecting(/\/\/chat/),
  },
  {
    name: 'redirects-trailing-slash',
    about: 'a slash at the end is cleaned by a redirect (Ollama, FastAPI)',
    kills: ['transport/paths/trailing-slash'],
    hooks: redirecting(/completions\/$/),
  },

  {
    name: 'gzip-unzipped',
    about: 'an answer says gzip and is none',
    kills: ['transport/gzip/plain'],
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
    kills: ['transport/gzip/streamed'],
    hooks: streams((reply, request) =>
      asking('accept-encoding', /gzip/)(request) ? { ...reply, chunks: reply.chunks.slice(0, -1) } : reply,
    ),
  },
  {
    name: 'gzip-stream-collected',
    about: 'a stream that allows gzip is collected (nginx with gzip_types)',
    kills: ['transport/gzip/not-held-back'],
    hooks: streams((reply, request) =>
      asking('accept-encoding', /gzip/)(request)
        ? { ...reply, chunks: [{ afterMs: 600, bytes: bodyText(reply) }] }
        : reply,
    ),
  },

  {
    name: 'overload-500',
    about: 'a call for which there is no room gives a 500 (Ollama before 0.1.34)',
    kills: ['transport/overload/answered-or-later'],
    hooks: crowded((reply) => replaced(reply, { status: 500, type: 'application/json', body: BUSY })),
  },
  {
    name: 'overload-in-text',
    about: 'a call for which there is no room is told so in plain text',
    kills: ['transport/overload/refusal-in-json'],
    hooks: crowded((reply) => replaced(reply, { status: 503, type: 'text/plain', body: 'server busy' })),
  },
  {
    name: 'retry-soon',
    about: 'retry-after is a word',
    kills: ['transport/overload/retry-after'],
    hooks: crowded((reply) => ({
      ...replaced(reply, { status: 429, type: 'application/json', body: BUSY }),
      headers: [
        ['content-type', 'application/json'],
        ['retry-after', 'soon'],
      ],
    })),
  },
  {
    name: 'loads-for-long',
    about: 'nothing is sent while a model is loaded',
    kills: ['transport/cold-load/headers-in-time'],
    hooks: streams((reply, request) =>
      says(request, '"seed":42')
        ? {
            ...reply,
            chunks: reply.chunks.map((chunk, at) => ({ ...chunk, afterMs: at === 0 ? 45_000 : chunk.afterMs })),
          }
        : reply,
    ),
  },

  {
    name: 'cross-talk',
    about: 'a slot still holds the prompt of another request',
    kills: ['transport/concurrency/no-cross-talk'],
    hooks: {
      generation: (choice, request) => {
        const mixed =
          JSON.stringify(request.messages).includes('marble yellow') && shared !== ''
            ? { ...choice, text: shared }
            : choice
        if (JSON.stringify(request.messages).includes('tiger window')) shared = choice.text ?? ''
        return mixed
      },
    },
  },
  {
    name: 'same-id-at-once',
    about: 'ids are made from the clock',
    kills: ['transport/concurrency/own-ids'],
    hooks: {
      completion: (body) => ({ ...body, id: 'chatcmpl-1760000000' }),
      chunks: (chunks) => chunks.map((chunk) => ({ ...chunk, id: 'chatcmpl-1760000000' })),
    },
  },
  {
    name: 'goes-on-after-hang-up',
    about: 'a stream nobody reads is written to its end first (LiteLLM, Portkey)',
    kills: ['transport/cancel/stops-generation'],
    hooks: successes((reply, request) =>
      says(request, 'Repeat: next"')
        ? { ...reply, chunks: reply.chunks.map(({ afterMs, bytes }) => ({ afterMs: afterMs + 3000, bytes })) }
        : reply,
    ),
  },
]
