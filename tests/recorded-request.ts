import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Exchange } from '../src/wire/exchange.ts'

export type Request = Exchange['request']
export const run = promisify(execFile)

export const exchange = (request: Partial<Request>): Exchange => ({
  key: 'k',
  request: {
    method: 'POST',
    path: '/v1/chat/completions',
    headers: [['content-type', 'application/json']],
    body: '{}',
    via: 'http',
    ...request,
  },
  response: { status: 200, statusText: 'OK', httpVersion: '1.1', headers: [], chunks: [], complete: true },
  failure: null,
  timing: { startedAt: '', headersMs: 1, firstByteMs: 1, endMs: 1 },
})
