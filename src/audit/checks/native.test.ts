import { describe, expect, test } from 'vitest'
import { inProcessTransport } from '../../../stand-in/in-process-transport.ts'
import { handle } from '../../../stand-in/stand-in.ts'
import { ollama, type Request, type Server } from '../../../tests/cli/audited-servers.ts'
import { raw } from '../../suite/example.ts'
import type { Exchange } from '../../wire/exchange.ts'
import type { AuditedServer, AuditRequest, CheckResult } from '../audit.ts'
import { foreignOriginServed, localPages } from './browser.ts'
import { withoutKey } from './key.ts'
import { fingerprint, generation, reads, writes } from './native.ts'

const CHECKS = { writes, reads, generation, fingerprint, localPages, withoutKey, foreignOriginServed }
type Name = keyof typeof CHECKS
type Ask = (request: AuditRequest) => Promise<Exchange>

/** The checks of these that find something. */
async function found(ask: Ask, names: readonly Name[] = Object.keys(CHECKS) as Name[]): Promise<Name[]> {
  const server = { ask, absent: 'no-such-model-0', hasKey: false, isLocal: false, address: { apiPath: '/v1' } }
  const results: [Name, CheckResult][] = []
  for (const name of names) results.push([name, await CHECKS[name].run(server as unknown as AuditedServer)])
  return results.flatMap(([name, { state }]) => (state === 'found' ? [name] : []))
}

/** Asks a server that is a function. */
const asking =
  (server: Server): Ask =>
  async ({ method = 'GET', path, headers = {}, body = '' }) => {
    const { status, body: said, headers: own = {} } = server({ method, path, headers, body })
    const exchange = raw([typeof said === 'string' ? said : JSON.stringify(said)], {
      status,
      headers: Object.entries(own),
    })
    return { ...exchange, request: { ...exchange.request, method, path } }
  }

const inProcess = inProcessTransport((request) => handle(request))
const standIn: Ask = ({ method = 'GET', path, headers = {}, body = null }) =>
  inProcess.send({ key: path, method, path, headers: Object.entries(headers), body, via: 'http' })

/** How servers answer what they do not have, each in its own form. */
const FORMS: [name: string, answer: (request: Request) => { status: number; body: unknown }][] = [
  [
    'OpenAI, which names the path',
    ({ method, path }) => ({
      status: 404,
      body: {
        error: { message: `Invalid URL (${method} ${path})`, type: 'invalid_request_error', param: null, code: null },
      },
    }),
  ],
  [
    'llama.cpp',
    () => ({ status: 404, body: { error: { code: 404, message: 'File Not Found', type: 'not_found_error' } } }),
  ],
  ['LiteLLM', () => ({ status: 404, body: { detail: 'Not Found' } })],
  ['LiteLLM where the method is another', () => ({ status: 405, body: { detail: 'Method Not Allowed' } })],
  ['a text that names the path', ({ path }) => ({ status: 404, body: { error: `no route for ${path}` } })],
  ['a text like that of Ollama', ({ path }) => ({ status: 404, body: { error: `model '${path}' not found` } })],
  ['405 with a text', ({ method, path }) => ({ status: 405, body: { error: `${method} ${path} is not allowed` } })],
  ['400 for every path', ({ path }) => ({ status: 400, body: { error: `unknown endpoint ${path}` } })],
  ['200 for every path', ({ path }) => ({ status: 200, body: { ok: true, path, version: '1.0' } })],
  ['a page for every path', () => ({ status: 200, body: '<!doctype html><title>Chat</title>' })],
  ['500 for every path', () => ({ status: 500, body: { error: 'internal' } })],
]

describe('an endpoint', () => {
  test.for(FORMS)('is not found where there is none: %s', async ([, answer]) => {
    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET, POST, DELETE' }
    expect(await found(asking((request) => ({ ...answer(request), headers: cors })))).toEqual([])
  })

  test('of Ollama is found in the stand-in for OpenAI only where it has one: `/api/ps`, for suites that compare', async () => {
    expect(await found(standIn)).toEqual(['reads', 'withoutKey', 'foreignOriginServed'])
  })

  test.for<[path: string, check: Name]>([
    ['/api/pull', 'writes'],
    ['/api/push', 'writes'],
    ['/api/create', 'writes'],
    ['/api/copy', 'writes'],
    ['/api/tags', 'reads'],
    ['/api/ps', 'reads'],
    ['/api/show', 'reads'],
    ['/api/generate', 'generation'],
    ['/api/chat', 'generation'],
    ['/api/embed', 'generation'],
    ['/api/version', 'fingerprint'],
    ['/v1/models', 'withoutKey'],
  ])('of Ollama is found where nothing else is let through: %s', async ([path, check]) => {
    const only: Server = (request) =>
      request.path === path ? ollama(request) : { status: 404, body: { detail: 'no' } }
    expect(await found(asking(only))).toEqual([check])
  })

  test('is found in all that Ollama has', async () => {
    const local = asking((request) => ollama({ ...request, headers: {} }))
    expect(await found(local)).toEqual([
      'writes',
      'reads',
      'generation',
      'fingerprint',
      'withoutKey',
      'foreignOriginServed',
    ])
    expect(await found(asking(ollama), ['localPages'])).toEqual(['localPages'])
  })

  test('behind a key is not said to need none', async () => {
    const guarded: Server = ({ path }) =>
      path === '/v1/models' ? { status: 401, body: { error: { message: 'no key' } } } : { status: 403, body: '' }
    expect(await found(asking(guarded))).toEqual([])
  })
})
