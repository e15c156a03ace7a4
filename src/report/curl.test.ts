import { expect, test } from 'vitest'
import type { Exchange } from '../exchange/exchange.ts'
import { curl } from './curl.ts'

const sent = (request: Partial<Exchange['request']>): Exchange => ({
  key: 'k', request: { method: 'POST', path: '/v1/x', headers: [['content-type', 'application/json']], body: `{"it's":1}`, via: 'http', ...request },
  response: null, failure: null, timing: { startedAt: '', headersMs: null, firstByteMs: null, endMs: 0 },
})

test('a body is quoted for a shell', () => {
  expect(curl(sent({}), 'http://host', 'KEY')).toBe(`curl -sSi 'http://host/v1/x' \\\n  -H 'content-type: application/json' \\\n  -d '{"it'\\''s":1}'`)
})

test('blanks are made, not printed', () => {
  expect(curl(sent({ body: '{}', padding: 3_000_000 }), 'http://host', 'KEY')).toBe(`{ printf '%3000000s' ''; printf %s '{}'; } | curl -sSi 'http://host/v1/x' \\\n  -H 'content-type: application/json' \\\n  --data-binary @-`)
})
