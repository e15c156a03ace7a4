import { describe, expect, test } from 'vitest'
import type { Exchange } from '../../src/wire/exchange.ts'
import { capturedRedactor } from '../../src/wire/redact-captured.ts'
import { secretsSaid } from '../../src/wire/secrets-in-text.ts'

/** Characters. An answer may have forty times as many, and what grows with their square would take hours for it. */
const LENGTH = 200_000
const repeated = (text: string): string => text.repeat(Math.ceil(LENGTH / text.length)).slice(0, LENGTH)

const exchange = (body: string): Exchange => ({
  key: 'k',
  request: { method: 'POST', path: '/v1/chat/completions', headers: [], body, via: 'http' },
  response: {
    status: 200,
    statusText: 'OK',
    httpVersion: '1.1',
    headers: [],
    chunks: [{ at: 1, text: body }],
    complete: true,
  },
  failure: null,
  timing: { startedAt: '2026-01-01T00:00:00Z', headersMs: 1, firstByteMs: 1, endMs: 1 },
})

/** Texts of a hostile server, each of which once took from ten seconds to hours. */
const TEXTS: Record<string, string> = {
  'a private key without end': `-----BEGIN PRIVATE KEY-----${repeated('A\n')}`,
  'beginnings of private keys': repeated('-----BEGIN PRIVATE KEY-----'),
  'a form in one line': repeated('form-data;name=a'),
  'parts of a form in one another': repeated('form-data;name=token\n\n'),
  'parts of a form with long names': repeated(`form-data;name=${'a'.repeat(80)}\n\n`),
  'queries in queries': repeated('?a='),
  'secrets of queries in one another': repeated('?token='),
  'beginnings of web tokens': repeated(`eyJ${'a-'.repeat(10)}eyJ`),
  'lists without end': repeated('["'),
  'objects deep in others': `${'{'.repeat(198)}${repeated('{"a":"b"},')}`,
  'thousands of secrets': Array.from({ length: 6000 }, (_, at) => `Bearer aB3${at}xYzQw${at * 7}pL`).join('\n'),
}

describe('what gives away secrets takes no time without end:', () => {
  test.for(Object.entries(TEXTS))('%s', { timeout: 8000 }, ([, text]) => {
    expect(capturedRedactor()(exchange(text)).response?.complete).toBe(true)
  })
})

describe('texts of 8 MB take no more memory than there is:', () => {
  const long = 'a1B/'.repeat(2_000_000)
  test.for([
    ['a picture in JSON', `{"url":"${long}"}`],
    ['one word', long],
    ['a field of a secret', `{"token":"${long}"}`],
    ['a setting', `token: ${long}`],
    ['a key', `sk-${'a1B_'.repeat(2_000_000)}`],
    ['a query', `?token=${long}`],
    ['a web token', 'eyJa-'.repeat(1_600_000)],
    ['a private key', `-----BEGIN PRIVATE KEY-----${long}`],
  ] as const)('%s', { timeout: 30_000 }, ([, text]) => {
    expect(secretsSaid(text).length).toBeGreaterThanOrEqual(0)
    expect(capturedRedactor()(exchange(text)).response?.complete).toBe(true)
  })
})

test('a part of a form, a query in a query, and the beginning of a very long key are masked', () => {
  const lines = 'MIIEvQIBADANBgkqhkiG9w0B\n'.repeat(400)
  const key = `-----BEGIN PRIVATE KEY-----\n${lines}-----END PRIVATE KEY-----`
  const text = [
    'form-data; filename="a"; name="api_key"',
    'Content-Type: text/plain',
    '',
    'aB3xYzQw7pLm',
    '--x',
    'see /r?to=/x?token=Zz9yXw8vUt7s',
    key,
  ].join('\r\n')
  const masked = JSON.stringify(capturedRedactor()(exchange(text)))
  const secrets = ['aB3xYzQw7pLm', 'Zz9yXw8vUt7s', 'MIIEvQIBADANBgkqhkiG9w0B']
  for (const secret of secrets) expect(masked).not.toContain(secret)
})
