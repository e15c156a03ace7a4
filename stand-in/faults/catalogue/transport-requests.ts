import { replaced, type Fault } from '../fault.ts'
import { asking, having, refusing, replies } from '../transport-hooks.ts'

const redirecting = (path: RegExp): Fault['hooks'] =>
  replies((reply, request) =>
    path.test(request.path)
      ? { ...replaced(reply, { status: 307, body: '' }), headers: [['location', '/v1/chat/completions']] }
      : reply,
  )

export const faults: Fault[] = [
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
]
