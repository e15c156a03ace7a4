import { header } from '../../../src/wire/exchange.ts'
import { isPreflight } from '../../cors.ts'
import type { ServerRequest } from '../../exchange-types.ts'
import { replaced, type Fault } from '../fault.ts'
import { asking, type Change, having, lacking, refusing, replies, successes } from '../transport-hooks.ts'

const preflights = (change: Change): Fault['hooks'] =>
  replies((reply, request) => (isPreflight(request) ? change(reply, request) : reply))

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

export const faults: Fault[] = [
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
]
