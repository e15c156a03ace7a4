import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Audit } from '../../src/audit/run-audit.ts'
import { cli, folder, type Ended } from './command-line.ts'
import { bodyOf, httpServer } from './servers.ts'

export const KEY = 'sk-Canary-key-0123456789'

export interface Request {
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

export type Server = (request: Request) => Answer
const models = { object: 'list', data: [{ id: 'small', object: 'model', created: 1, owned_by: 'library' }] }
export const absent = (form: (message: string) => unknown): Answer => ({ status: 404, body: form('model not found') })
export const NOTHING: Answer = { status: 404, body: '404 page not found' }

export const REFUSED: Answer = {
  status: 401,
  body: { error: { message: 'no key', type: 'invalid_request_error', param: null, code: 'invalid_api_key' } },
}

const isJson = (text: string): boolean => {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/** Answers as an Ollama without anything in front of it does (0.12.11). */
export const ollama: Server = ({ method, path: at, headers, body }) => {
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
  if (at === '/v1/chat/completions')
    return isJson(body)
      ? absent((message) => ({ error: { message } }))
      : { status: 400, body: { error: { message: 'unexpected EOF', type: 'invalid_request_error' } } }
  if (at === '/api/tags') return { status: 200, body: { models: [{ name: 'small' }] } }
  if (at === '/api/version') return { status: 200, body: { version: '0.32.15' } }
  if (at === '/api/ps') return { status: 200, body: { models: [] } }
  if (!/^\/api\/(show|pull|push|create|copy|delete|generate|chat|embed)$/.test(at)) return NOTHING
  if ((method === 'DELETE') !== (at === '/api/delete')) return { status: 405, body: '405 method not allowed' }
  return isJson(body) ? absent((error) => ({ error })) : { status: 400, body: { error: 'unexpected EOF' } }
}

export const keyOf = ({ headers }: Request): string => String(headers['authorization'] ?? '')

/** Answers as a proxy does that lets in only who has the key, and only to what apps need. */
export const strict: Server = (request) => {
  if (keyOf(request) !== `Bearer ${KEY}`) return REFUSED
  if (request.body.length > 1_000_000) return { status: 413, body: { error: { message: 'too large' } } }
  return /^\/v1\/(models|chat\/completions)$/.test(request.path) ? ollama(request) : NOTHING
}

export const serve = (answer: Server): Promise<string> =>
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
export async function audited(
  url: string,
  ...more: string[]
): Promise<Ended & { audit: Audit; report: string; out: string }> {
  const out = folder()
  const ended = await cli(['audit', url, '--out', out, '--slow', '60', ...more], { OLLAMA_API_KEY: KEY })
  return {
    ...ended,
    out,
    audit: JSON.parse(readFileSync(path.join(out, 'audit.json'), 'utf8')) as Audit,
    report: readFileSync(path.join(out, 'audit.md'), 'utf8'),
  }
}

export const states = ({ checks: all }: Audit): Record<string, string> =>
  Object.fromEntries(all.map((one) => [one.id, one.state === 'found' ? one.finding.severity : one.state]))
