import { createServer } from 'node:https'
import { describe, expect, test } from 'vitest'
import { audited, KEY, keyOf, ollama, REFUSED, serve, type Server, states, strict } from './audited-servers.ts'
import { EXPIRED, GOOD, KEY as PRIVATE_KEY } from './certificates.ts'
import { bodyOf, listening } from './servers.ts'

/** Each way of being exposed, and what must be said of it. */
const WAYS: [what: string, server: Server, check: string, severity: string][] = [
  [
    'a key whose case does not matter',
    (request) =>
      keyOf(request).toLowerCase() === `Bearer ${KEY}`.toLowerCase() ? ollama({ ...request, headers: {} }) : REFUSED,
    'key/compared-wrongly',
    'medium',
  ],
  [
    'a key compared by its beginning',
    (request) => (keyOf(request).startsWith(`Bearer ${KEY}`) ? ollama({ ...request, headers: {} }) : REFUSED),
    'key/compared-wrongly',
    'critical',
  ],
  [
    'any key at all',
    (request) => (keyOf(request) === '' ? REFUSED : ollama({ ...request, headers: {} })),
    'key/compared-wrongly',
    'critical',
  ],
  [
    'a page of HTML for who has no key',
    (request) => (keyOf(request) === `Bearer ${KEY}` ? strict(request) : { status: 401, body: '<html>no</html>' }),
    'key/refusal-form',
    'low',
  ],
  [
    'native endpoints behind the key',
    (request) => (keyOf(request) === `Bearer ${KEY}` ? ollama({ ...request, headers: {} }) : REFUSED),
    'native/changes-state',
    'high',
  ],
  [
    'native endpoints beside the key',
    (request) => (request.path.startsWith('/api/') ? ollama({ ...request, headers: {} }) : strict(request)),
    'native/changes-state',
    'critical',
  ],
  [
    'a model list beside the key',
    (request) => (request.path === '/v1/models' ? ollama({ ...request, headers: {} }) : strict(request)),
    'key/not-needed',
    'critical',
  ],
  [
    'a double slash that leads past the proxy',
    (request) =>
      request.path === '//api/tags' ? ollama({ ...request, path: '/api/tags', headers: {} }) : strict(request),
    'native/path-tricks',
    'critical',
  ],
  [
    'any origin',
    (request) => ({ ...ollama({ ...request, headers: {} }), headers: { 'access-control-allow-origin': '*' } }),
    'browser/any-origin',
    'high',
  ],
  [
    'any origin, with a key',
    (request) => {
      const answer = strict(request)
      return request.method === 'OPTIONS'
        ? { status: 204, body: '', headers: { 'access-control-allow-origin': '*' } }
        : answer
    },
    'browser/any-origin',
    'low',
  ],
  [
    'foreign pages that are served',
    (request) => ollama({ ...request, headers: {} }),
    'browser/foreign-origin-served',
    'medium',
  ],
  [
    'a Host that is not checked',
    (request) => ollama({ ...request, headers: { ...request.headers, host: 'localhost' } }),
    'browser/host-not-checked',
    'high',
  ],
  [
    'a live log',
    (request) =>
      request.path === '/log/stream'
        ? { status: 200, body: 'data: {"apiKey":"x"}\n\n', headers: { 'content-type': 'text/event-stream' } }
        : strict(request),
    'wire/open-pages',
    'critical',
  ],
  [
    'a header with the back end',
    (request) => ({ ...strict(request), headers: { 'x-litellm-model-api-base': 'http://10.0.0.7:11434' } }),
    'wire/leaks-inside',
    'medium',
  ],
  [
    'a stack trace',
    (request) =>
      request.body.includes('"broken')
        ? { status: 500, body: 'Traceback (most recent call last): File "/app/main.py", line 3' }
        : strict(request),
    'wire/leaks-inside',
    'medium',
  ],
  ['no limit to a body', (request) => strict({ ...request, body: '' }), 'limits/large-body', 'low'],
]

describe.concurrent('how a server is exposed', () => {
  test.for(WAYS)('%s', async ([, server, check, severity]) => {
    const { audit } = await audited(await serve(server), '--public')
    expect(states(audit)[check]).toBe(severity)
  })

  test.for([
    ['a certificate that nobody knows', GOOD, 'medium'],
    ['a certificate that has expired', EXPIRED, 'high'],
  ] as const)('%s', async ([, cert, severity]) => {
    const server = createServer({ key: PRIVATE_KEY, cert, minVersion: 'TLSv1.2' }, (request, response) => {
      void bodyOf(request).then(
        () => response.writeHead(401).end(),
        () => {},
      )
    })
    const url = await listening(server, 'https://')
    // Its certificate is no hindrance to the audit: to say what is wrong with it is what it is for.
    const { audit } = await audited(url, '--public', '--slow', '1')
    expect(states(audit)).toMatchObject({
      'wire/certificate': severity,
      'wire/not-encrypted': 'fine',
      'wire/old-tls': 'fine',
      'key/not-needed': 'fine',
    })
  })
})
