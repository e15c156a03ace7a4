import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { raw } from '../suite/example.ts'
import { redactExchange, redactText } from './redact.ts'

const KEY = 'sk-canary/9f+8='

test('a key is gone from every place it can stand in', () => {
  const exchange = raw([`{"echo":"${KEY}"}`], {
    headers: [
      ['x-echo', KEY],
      ['set-cookie', 'session=1'],
    ],
  })
  exchange.request.headers.push(['Authorization', `Bearer ${KEY}`], ['x-other', `key ${KEY}`])
  exchange.request.path = `/v1/models?key=${encodeURIComponent(KEY)}`
  exchange.failure = { stage: 'body', code: 'X', message: `bad key ${KEY}` }
  const text = JSON.stringify(redactExchange(exchange, [KEY]))
  expect(text).not.toContain('canary')
  expect(text).not.toContain('session=1')
})

test('also where it stands across a chunk border, or as base64', () => {
  const split = redactExchange(raw([`{"echo":"${KEY.slice(0, 5)}`, `${KEY.slice(5)}"}`]), [KEY])
  const joined = (split.response?.chunks ?? []).map((chunk) => ('text' in chunk ? chunk.text : chunk.base64)).join('')
  expect(joined).toBe('{"echo":"[redacted]"}')
  expect(JSON.stringify(redactExchange(raw([Buffer.from(KEY).toString('base64')]), [KEY]))).not.toContain(
    Buffer.from(KEY).toString('base64'),
  )
})

test('also inside a compressed body, which is then kept as what it says', () => {
  const coded = raw([gzipSync(`{"echo":"${KEY}"}`)], { headers: [['Content-Encoding', 'gzip']] })
  const { response } = redactExchange(coded, [KEY])
  expect(response?.chunks).toMatchObject([{ text: '{"echo":"[redacted]"}' }])
  expect(response?.headers).toEqual([['x-decoded-Content-Encoding', 'gzip']])
  expect(redactExchange(coded, ['another-key'])).toEqual(coded)
})

test('what holds no secret is left as it was', () => {
  const exchange = raw(['data: {"a":"é"}\n\n', new Uint8Array([0xe2, 0x82])])
  expect(redactExchange(exchange, [KEY, ''])).toEqual(exchange)
})

test('also with letters beyond those of Latin-1, as JSON may escape them', () => {
  expect(redactText('{"echo":"!^!!!!!\\u0100 \\u3064-key-of-mine"}', ['!^!!!!!Ā', 'つ-key-of-mine'])).toBe(
    '{"echo":"[redacted] [redacted]"}',
  )
})
