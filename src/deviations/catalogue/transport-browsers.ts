import { header } from '../../wire/exchange.ts'
import { replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { ServerRequest } from '../server-reply.ts'
import { asking, type Change, having, lacking, refusing, replies, successes } from '../transport-hooks.ts'

const preflights = (change: Change): Deviation['hooks'] =>
  replies((reply, request) => (request.method === 'OPTIONS' ? change(reply, request) : reply))

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

export const deviations: Deviation[] = [
  {
    name: 'preflight-unknown',
    about: 'OPTIONS is no method',
    seen: ['Portkey', 'vLLM without CORS'],
    rules: ['transport/cors/preflight'],
    hooks: preflights((reply) => replaced(reply, { status: 405, body: '' })),
  },
  {
    name: 'preflight-wants-key',
    about: 'a preflight needs a key',
    seen: ['nginx', 'Caddy'],
    rules: ['transport/cors/preflight'],
    hooks: preflights((reply) => replaced(reply, { status: 401, body: 'Unauthorized' })),
  },
  {
    name: 'preflight-other-origin',
    about: 'only one page is let in',
    rules: ['transport/cors/preflight'],
    hooks: preflights(having(['access-control-allow-origin', 'https://chat.example'])),
  },
  {
    name: 'preflight-no-retry-count',
    about: 'x-stainless-retry-count is not allowed',
    seen: ['Ollama before 0.4.5'],
    rules: ['transport/cors/sdk-headers'],
    hooks: preflights(allowingBut('x-stainless-retry-count')),
  },
  {
    name: 'preflight-no-timeout',
    about: 'x-stainless-timeout is not allowed',
    seen: ['Ollama before 0.5.12'],
    rules: ['transport/cors/sdk-headers'],
    hooks: preflights(allowingBut('x-stainless-timeout')),
  },
  {
    name: 'preflight-no-helper',
    about: 'x-stainless-helper-method is not allowed',
    seen: ['Ollama before 0.5.5'],
    rules: ['transport/cors/helper-headers'],
    hooks: preflights(allowingBut('x-stainless-helper-method')),
  },
  {
    name: 'preflight-no-beta',
    about: 'openai-beta is not allowed',
    seen: ['Ollama before 0.6.6'],
    rules: ['transport/cors/helper-headers'],
    hooks: preflights(allowingBut('openai-beta')),
  },
  {
    name: 'preflight-no-account',
    about: 'openai-organization is not allowed',
    seen: ['Ollama'],
    rules: ['transport/cors/account-headers'],
    hooks: preflights(allowingBut('openai-organization', 'openai-project')),
  },
  {
    name: 'preflight-no-app',
    about: 'headers of apps are not allowed',
    seen: ['Ollama'],
    rules: ['transport/cors/app-headers'],
    hooks: preflights(allowingBut('http-referer', 'x-title')),
  },
  {
    name: 'preflight-wildcard',
    about: 'all headers are allowed by `*`',
    rules: ['transport/cors/authorization-by-name'],
    hooks: preflights(having(['access-control-allow-headers', '*'])),
  },
  {
    name: 'answer-not-let-in',
    about: 'the answer has no access-control-allow-origin',
    rules: ['transport/cors/answer-let-in'],
    hooks: successes(lacking(/^access-control-allow/)),
  },
  {
    name: 'error-not-let-in',
    about: 'errors have no access-control-allow-origin',
    rules: ['transport/cors/error-let-in'],
    hooks: replies((reply, request) =>
      reply.status >= 400 ? lacking(/^access-control-allow/)(reply, request) : reply,
    ),
  },
  {
    name: 'request-id-hidden',
    about: 'pages may not read x-request-id',
    rules: ['transport/cors/request-id-exposed'],
    hooks: replies(lacking(/^access-control-expose/)),
  },
  {
    name: 'page-refused',
    about: 'requests with an origin are refused',
    rules: ['transport/request-headers/sdk-headers'],
    hooks: refusing(asking('x-stainless-os', /./), 403),
  },
]
