import { isStream, replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import type { ServerReply, ServerRequest } from '../server-reply.ts'

/** Endpoints that fail as a whole, each with the rule that its first call is answered. */
const ENDPOINTS = {
  chat: { path: /\/chat\/completions$/, called: 'a chat request', rule: 'chat/response/answered' },
  embeddings: { path: /\/embeddings$/, called: 'a request for embeddings', rule: 'embeddings/response/answered' },
  responses: { path: /\/responses$/, called: 'a request for a response', rule: 'responses/object/answered' },
}

interface Kind {
  name: string
  /** What the server does, after the request it does it to. */
  about: string
  seen?: string[]
  fail: (reply: ServerReply) => ServerReply
  /** Why no rule fails. */
  aside?: string
  /** The rule that fails, by the area of the endpoint, where the request is answered at first. */
  rule?: (area: string) => string
  /** Only streams can show it. */
  streams?: boolean
}

const error = (message: string, type: string, code: string | null = null): string =>
  JSON.stringify({ error: { message, type, param: null, code } })
const json =
  (status: number, body: string, more: ServerReply['headers'] = []) =>
  (reply: ServerReply): ServerReply => {
    const refused = replaced(reply, { status, type: 'application/json', body })
    return { ...refused, headers: [...refused.headers, ...more] }
  }
const text =
  (status: number, type: string, body: string) =>
  (reply: ServerReply): ServerReply =>
    replaced(reply, { status, type, body })
const page = (title: string): string =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>`

/** The wait before a piece is so much longer. */
const waiting =
  (at: (pieces: number) => number, ms: number) =>
  (reply: ServerReply): ServerReply => ({
    ...reply,
    chunks: reply.chunks.map((chunk, place) =>
      place === at(reply.chunks.length) ? { ...chunk, afterMs: chunk.afterMs + ms } : chunk,
    ),
  })
const LONG_MS = 40_000
const NO_ANSWER = 'a connection that breaks before an answer is no answer, and fails no rule'

const KINDS: Kind[] = [
  { name: '500', about: 'gives a 500', fail: json(500, error('internal server error', 'api_error')) },
  {
    name: '500-in-text',
    about: 'gives a 500 in plain text',
    seen: ['LiteLLM 1.106 without a key'],
    fail: text(500, 'text/plain', 'Internal Server Error'),
  },
  { name: '502-empty', about: 'gives a 502 without a body', seen: ['Caddy 2.6'], fail: text(502, 'text/plain', '') },
  {
    name: '503-busy',
    about: 'gives a 503 that says the server is busy',
    seen: ['Ollama from 0.1.33'],
    fail: json(503, error('server busy, please try again. maximum pending requests exceeded', 'api_error')),
  },
  {
    name: '504-page',
    about: 'gives a 504 with a page',
    seen: ['nginx 1.22 after 60 seconds of silence'],
    fail: text(504, 'text/html', page('504 Gateway Time-out')),
  },
  {
    name: '413-page',
    about: 'gives a 413 with a page',
    seen: ['nginx 1.22 above a megabyte'],
    fail: text(413, 'text/html', page('413 Request Entity Too Large')),
  },
  {
    name: '429',
    about: 'gives a 429 without `retry-after`',
    fail: json(429, error('Rate limit reached', 'rate_limit_error', 'rate_limit_exceeded')),
  },
  {
    name: '429-retry-after',
    about: 'gives a 429 with `retry-after`',
    fail: json(429, error('Rate limit reached', 'rate_limit_error', 'rate_limit_exceeded'), [['retry-after', '1']]),
  },
  {
    name: '401',
    about: 'gives a 401',
    fail: json(401, error('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key')),
  },
  {
    name: '401-in-text',
    about: 'gives a 401 in plain text',
    seen: ['Caddy 2.6'],
    fail: text(401, 'text/plain', 'Unauthorized'),
  },
  {
    name: '403-empty',
    about: 'gives a 403 without a body',
    seen: ['Ollama where `Host` or `Origin` is not let in'],
    fail: text(403, 'text/plain', ''),
  },
  {
    name: '404-in-text',
    about: 'gives a 404 in plain text',
    seen: ['Ollama before it had the endpoint, and under a base without `/v1`'],
    fail: text(404, 'text/plain', '404 page not found'),
  },
  {
    name: '404-model',
    about: 'gives a 404 for a model that is served',
    seen: ['Ollama 0.12.0 to 0.15.4 for a name in other letter case'],
    fail: json(404, error("model 'MODEL' not found", 'not_found_error')),
  },
  {
    name: '400-context',
    about: 'is refused as too long for the context',
    fail: json(
      400,
      error("This model's maximum context length is 4096 tokens.", 'invalid_request_error', 'context_length_exceeded'),
    ),
  },
  {
    name: 'reset',
    about: 'gets no answer: the connection breaks',
    fail: (reply) => ({ ...reply, chunks: [], cut: 'refused' }),
    aside: NO_ANSWER,
  },
  {
    name: 'reset-midway',
    about: 'gets half of its answer: the connection breaks',
    seen: ['servers of people who use Cline'],
    fail: (reply) => ({ ...halved(reply), cut: 'reset' }),
    rule: (area) => `${area}/unbroken/comes-to-its-end`,
  },
  {
    name: 'reset-at-end',
    about: 'gets its whole answer, and then the connection breaks in place of an end',
    fail: (reply) => ({ ...reply, cut: 'reset' }),
    rule: (area) => `${area}/unbroken/comes-to-its-end`,
  },
  {
    name: 'slow-start',
    about: 'gets the first byte of its answer 40 seconds late',
    seen: ['Ollama that loads a model'],
    fail: waiting(() => 0, LONG_MS),
    aside: 'each rule takes the time that an answer takes',
  },
  {
    name: 'stalls',
    about: 'gets a stream that rests for 40 seconds in its middle',
    fail: waiting((pieces) => Math.floor(pieces / 2), LONG_MS),
    aside: 'each rule takes the time that an answer takes',
    streams: true,
  },
]

/** The first half of the bytes, in at least one piece. */
function halved(reply: ServerReply): ServerReply {
  const pieces = reply.chunks.slice(0, Math.ceil(reply.chunks.length / 2))
  const [only] = pieces
  if (reply.chunks.length > 1 || !only) return { ...reply, chunks: pieces }
  const bytes = Buffer.from(only.bytes as string)
  return { ...reply, chunks: [{ ...only, bytes: bytes.subarray(0, bytes.length / 2) }] }
}

const failing = (path: RegExp, { fail, streams }: Kind): Hooks => ({
  response: (reply, request) =>
    reply.status === 200 && isCall(request, path) && (!streams || isStream(reply)) ? fail(reply) : reply,
})
const isCall = ({ method, path }: ServerRequest, endpoint: RegExp): boolean =>
  method === 'POST' && endpoint.test(path.split('?')[0] ?? '')

/** What a server or a gateway answers in the place of any answer: an app meets it sooner or later. */
export const deviations: Deviation[] = Object.entries(ENDPOINTS).flatMap(([endpoint, { path, called, rule }]) =>
  KINDS.filter(({ streams }) => !streams || endpoint !== 'embeddings').map((kind): Deviation => ({
    name: `${endpoint}-${kind.name}`,
    about: `${called} ${kind.about}`,
    ...(kind.seen ? { seen: kind.seen } : {}),
    rules: kind.aside === undefined ? [kind.rule?.(endpoint) ?? rule] : [],
    ...(kind.aside === undefined ? {} : { aside: kind.aside }),
    hooks: failing(path, kind),
  })),
)
