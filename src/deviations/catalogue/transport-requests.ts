import { replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { asking, having, refusing, replies } from '../transport-hooks.ts'

const redirecting = (path: RegExp): Deviation['hooks'] =>
  replies((reply, request) =>
    path.test(request.path)
      ? { ...replaced(reply, { status: 307, body: '' }), headers: [['location', '/v1/chat/completions']] }
      : reply,
  )

export const deviations: Deviation[] = [
  {
    name: 'header-case-matters',
    about: 'header names are compared with case',
    rules: ['transport/request-headers/name-case'],
    hooks: refusing(({ headers }) => headers.some(([name]) => name === 'CONTENT-TYPE'), 415),
  },
  {
    name: 'accept-taken-literally',
    about: 'only Accept: application/json will do',
    rules: ['transport/request-headers/media-types'],
    hooks: refusing(asking('accept', /^\*\/\*$/), 406),
  },
  {
    name: 'charset-refused',
    about: 'a content type with a charset is another type',
    rules: ['transport/request-headers/media-types'],
    hooks: refusing(asking('content-type', /charset/), 415),
  },
  {
    name: 'any-key-refused',
    about: 'a key is refused where none is needed',
    rules: ['transport/request-headers/any-key'],
    hooks: refusing(asking('authorization', /not-needed/), 401),
  },
  {
    name: 'query-refused',
    about: 'a path with a query is another path',
    rules: ['transport/request-headers/query-string'],
    hooks: refusing(({ path }) => path.includes('?'), 404),
  },
  {
    name: 'wrong-key-400',
    about: 'a wrong key gives a 400',
    rules: ['transport/auth/status'],
    hooks: { refusal: (refusal) => (refusal.code === 'invalid_api_key' ? { ...refusal, status: 400 } : refusal) },
  },
  {
    name: 'wrong-key-text',
    about: 'a wrong key gives plain text',
    seen: ['Caddy'],
    rules: ['transport/auth/message'],
    hooks: replies((reply) =>
      reply.status === 401 ? replaced(reply, { type: 'text/plain', body: 'Unauthorized' }) : reply,
    ),
  },
  {
    name: 'wrong-key-no-code',
    about: 'a wrong key gives an error without a code',
    rules: ['transport/auth/code'],
    hooks: { refusal: (refusal) => (refusal.code === 'invalid_api_key' ? { ...refusal, code: null } : refusal) },
  },
  {
    name: 'closes-after-answer',
    about: 'each answer closes the connection',
    seen: ['HTTP/1.0 proxies'],
    rules: ['transport/keep-alive/after-answer'],
    hooks: replies(having(['connection', 'close'])),
  },
  {
    name: 'redirects-double-slash',
    about: 'a double slash is cleaned by a redirect',
    seen: ['Ollama'],
    rules: ['transport/paths/double-slash'],
    hooks: redirecting(/\/\/chat/),
  },
  {
    name: 'redirects-trailing-slash',
    about: 'a slash at the end is cleaned by a redirect',
    seen: ['Ollama', 'FastAPI'],
    rules: ['transport/paths/trailing-slash'],
    hooks: redirecting(/completions\/$/),
  },
]
