import { expect, test } from 'vitest'
import type { KeyNames } from '../policy/key-names.ts'
import type { Preset } from '../policy/preset.ts'
import type { Exchange } from '../wire/exchange.ts'
import { curl } from './curl.ts'

const LOCAL: KeyNames = { key: { variables: ['OLLAMA_API_KEY'], required: false } }

const sent = (request: Partial<Exchange['request']>): Exchange => ({
  key: 'k',
  request: {
    method: 'POST',
    path: '/v1/x',
    headers: [['content-type', 'application/json']],
    body: `{"it's":1}`,
    via: 'http',
    ...request,
  },
  response: null,
  failure: null,
  timing: { startedAt: '', headersMs: null, firstByteMs: null, endMs: 0 },
})

test('a body is quoted for a shell', () => {
  expect(curl(sent({}), 'http://host', LOCAL)).toBe(
    `curl -sSi 'http://host/v1/x' \\\n  -H 'content-type: application/json' \\\n  --data-raw '{"it'\\''s":1}'`,
  )
})

test('what is secret is put in by the shell, under the name the preset has for it', () => {
  const headers: [string, string][] = [
    ['authorization', '[redacted]'],
    ['api-key', '[redacted]'],
    ['x-team', 'blue'],
    ['x-secret', '[redacted]'],
  ]
  expect(curl(sent({ headers: [['authorization', '[redacted]']], body: null }), 'http://host', LOCAL)).toContain(
    '-H "Authorization: Bearer $OLLAMA_API_KEY"',
  )
  const preset = {
    key: { variables: ['AZURE_KEY'], required: true, header: 'api-key' },
    headers: [{ name: 'X-Secret', variable: 'HUSH', secret: true, reason: 'r' }],
  } as unknown as Preset
  const command = curl(sent({ headers, body: null }), 'http://host', preset)
  for (const part of [
    '-H "Authorization: Bearer $AZURE_KEY"',
    '-H "api-key: $AZURE_KEY"',
    '-H "x-secret: $HUSH"',
    "-H 'x-team: blue'",
  ])
    expect(command).toContain(part)
  expect(command).not.toContain('redacted')
})

test('blanks are made, not printed', () => {
  expect(curl(sent({ body: '{}', padding: 3_000_000 }), 'http://host', LOCAL)).toBe(
    `printf '%3000000s{}' '' | curl -sSi 'http://host/v1/x' \\\n  -H 'content-type: application/json' \\\n  --data-binary @-`,
  )
})
