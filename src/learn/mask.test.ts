import { expect, test } from 'vitest'
import { masked } from './mask.ts'

test('what people wrote goes, the structure stays', () => {
  const body = {
    messages: [
      {
        role: 'user',
        name: 'ann',
        content: [
          { type: 'text', text: 'Call 555' },
          { type: 'image_url', image_url: { url: 'https://example.org/me.png', detail: 'low' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'dial', arguments: '{"who":"Ann","n":5}' } }],
      },
    ],
    tools: [
      { type: 'function', function: { name: 'dial', description: 'Dials home', parameters: { type: 'object' } } },
    ],
    user: 'ann@example.org',
    metadata: { who: 'ann' },
    stop: ['END'],
  }
  expect(masked(body, false)).toEqual({
    messages: [
      {
        role: 'user',
        name: 'ann',
        content: [
          { type: 'text', text: 'xxxx 000' },
          { type: 'image_url', image_url: { url: expect.stringMatching(/^data:image\/png/), detail: 'low' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'dial', arguments: '{"who":"xxx","n":5}' } }],
      },
    ],
    tools: [
      { type: 'function', function: { name: 'dial', description: 'xxxxx xxxx', parameters: { type: 'object' } } },
    ],
    stop: ['END'],
  })
})

test('kept texts still hold no keys and addresses', () => {
  const [key, jwt] = ['sk-proj-abcdefghijkl', 'eyJhbGciOiJIUzI1.eyJzdWIiOiIx.abc-def']
  expect(JSON.stringify(masked({ prompt: `use ${key} or ${jwt} or a.b@example.org`, stop: [key] }, true))).toBe(
    '{"prompt":"use [redacted] or [redacted] or [redacted]","stop":["[redacted]"]}',
  )
})

test('the word JSON stays, which a request for JSON must hold', () => {
  const content = 'Answer Ann in JSON, as a jsonl or ajson file: 7 sons'
  expect(masked({ messages: [{ role: 'user', content }] }, false)).toEqual({
    messages: [{ role: 'user', content: 'xxxxxx xxx xx JSON, xx x jsonx xx xjson xxxx: 0 xxxx' }],
  })
})
