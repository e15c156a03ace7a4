import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { checks } from '../../src/audit/checks/index.ts'
import type { Audit } from '../../src/audit/run-audit.ts'
import { violations } from '../../src/contract/validate.ts'
import { EXPIRED, GOOD, KEY as PRIVATE_KEY } from './certificates.ts'
import { cli, everythingIn, folder, type Ended } from './command-line.ts'
import { bodyOf, httpServer, listening } from './servers.ts'

const KEY = 'sk-Canary-key-0123456789'

interface Request {
  method: string
  path: string
  headers: Record<string, string | string[] | undefined>
  body: string
}
interface Answer {
  status: number
  body: unknown
  headers?: Record<string, string>
}
type Server = (request: Request) => Answer

const models = { object: 'list', data: [{ id: 'small', object: 'model', created: 1, owned_by: 'library' }] }
const absent = (form: (message: string) => unknown): Answer => ({ status: 404, body: form('model not found') })
const NOTHING: Answer = { status: 404, body: '404 page not found' }
const REFUSED: Answer = {
  status: 401,
  body: { error: { message: 'no key', type: 'invalid_request_error', param: null, code: 'invalid_api_key' } },
}

/** Answers as an Ollama without anything in front of it does. */
const ollama: Server = ({ method, path: at, headers }) => {
  const origin = headers['origin']
  if (origin !== undefined && !String(origin).startsWith('http://localhost')) return { status: 403, body: '' }
  if (headers['host'] === 'evil.example') return { status: 403, body: '' }
  if (method === 'OPTIONS')
    return {
      status: 204,
      body: '',
      headers: { 'access-control-allow-origin': String(origin), 'access-control-allow-methods': 'GET,POST,DELETE' },
    }
  if (at === '/') return { status: 200, body: 'Ollama is running' }
  if (at === '/v1/models') return { status: 200, body: models }
  if (at === '/v1/chat/completions') return absent((message) => ({ error: { message } }))
  if (at === '/api/tags') return { status: 200, body: { models: [{ name: 'small' }] } }
  if (at === '/api/version') return { status: 200, body: { version: '0.32.15' } }
  return /^\/api\/(ps|show|pull|push|create|copy|delete|generate|chat|embed)$/.test(at)
    ? absent((error) => ({ error }))
    : NOTHING
}

const keyOf = ({ headers }: Request): string => String(headers['authorization'] ?? '')

/** Answers as a proxy does that lets in only who has the key, and only to what apps need. */
const strict: Server = (request) => {
  if (keyOf(request) !== `Bearer ${KEY}`) return REFUSED
  if (request.body.length > 1_000_000) return { status: 413, body: { error: { message: 'too large' } } }
  return /^\/v1\/(models|chat\/completions)$/.test(request.path) ? ollama(request) : NOTHING
}

const serve = (answer: Server): Promise<string> =>
  httpServer((request, response) => {
    // The one request that never ends announces this length. It is given up at once: a time limit could end others too.
    if (request.headers['content-length'] === '1000') request.destroy()
    void bodyOf(request).then(
      (body) => {
        const {
          status,
          body: said,
          headers = {},
        } = answer({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body })
        const text = typeof said === 'string' ? said : JSON.stringify(said)
        response
          .writeHead(status, {
            'content-type': typeof said === 'string' ? 'text/plain' : 'application/json',
            ...headers,
          })
          .end(text)
      },
      () => {},
    )
  })

/** A server that never gives up is waited for as long as `--slow` says; those of `serve` give up at once. */
async function audited(url: string, ...more: string[]): Promise<Ended & { audit: Audit; report: string; out: string }> {
  const out = folder()
  const ended = await cli(['audit', url, '--out', out, '--slow', '60', ...more], { OLLAMA_API_KEY: KEY })
  return {
    ...ended,
    out,
    audit: JSON.parse(readFileSync(path.join(out, 'audit.json'), 'utf8')) as Audit,
    report: readFileSync(path.join(out, 'audit.md'), 'utf8'),
  }
}

const states = ({ checks: all }: Audit): Record<string, string> =>
  Object.fromEntries(all.map((one) => [one.id, one.state === 'found' ? one.finding.severity : one.state]))

/** Answers as a proxy does that has a text of its own for what it does not pass. */
const strictInItsWords: Server = (request) => {
  const answer = strict(request)
  return answer === NOTHING ? absent((message) => ({ error: { message } })) : answer
}

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
  test('a strict proxy gives no finding above low, but for what is not encrypted', async () => {
    const { code, audit, report, out } = await audited(await serve(strict), '--public')
    expect(states(audit)).toEqual({
      ...Object.fromEntries(checks.map(({ id }) => [id, 'fine'])),
      'wire/not-encrypted': 'high',
      'wire/certificate': 'not-applicable',
      'wire/old-tls': 'not-applicable',
      'wire/bound-to-all': 'not-applicable',
      'browser/foreign-origin-served': 'not-applicable',
      'browser/host-not-checked': 'not-applicable',
    })
    expect(code).toBe(1)
    expect(violations('audit', audit)).toEqual([])
    expect(states((await audited(await serve(strictInItsWords), '--public')).audit)).toEqual(states(audit))
    expect(report).toContain('POST /api/pull (no key, {}) → 401')
    expect(everythingIn(out)).not.toContain(KEY)
  })

  test('an Ollama on this machine is as it is meant to be, and the same for others is not', async () => {
    const url = await serve(ollama)
    const own = await audited(url)
    expect({ code: own.code, found: states(own.audit) }).toMatchObject({
      code: 0,
      found: {
        'key/not-needed': 'low',
        'native/changes-state': 'medium',
        'native/leaks-state': 'low',
        'native/fingerprint': 'info',
        'browser/local-pages': 'info',
        'wire/not-encrypted': 'not-applicable',
        'browser/any-origin': 'fine',
        'browser/host-not-checked': 'fine',
      },
    })
    const others = await audited(url, '--public')
    expect({ code: others.code, found: states(others.audit) }).toMatchObject({
      code: 1,
      found: {
        'key/not-needed': 'critical',
        'native/changes-state': 'critical',
        'native/leaks-state': 'high',
        'wire/not-encrypted': 'high',
      },
    })
    expect((await audited(url, '--public', '--fail-on', 'never')).code).toBe(0)
  })

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

  test('nobody there is told in one line', async () => {
    expect(await cli(['audit', '127.0.0.1:9', '--out', folder()])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/127\.0\.0\.1:9\/v1 cannot be reached/),
    })
  })
})

test('nothing that is sent could change a server', async () => {
  const asked: Request[] = []
  const url = await serve((request) => {
    asked.push(request)
    return ollama({ ...request, headers: {} })
  })
  await audited(url, '--public')
  const changing = asked
    .filter(({ path: at }) => /\/api\/(pull|push|create|copy|delete|generate|chat|embed)/.test(at))
    .map(({ body }) => JSON.parse(body || '{}') as Record<string, unknown>)
  expect(changing.length).toBeGreaterThan(5)
  expect(
    changing.filter((body) => Object.keys(body).length > 0 && !JSON.stringify(body).includes('no-such-model-')),
  ).toEqual([])
})
