import { expect, test } from 'vitest'
import { json, sse } from '../suite/example.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe } from '../wire/observe.ts'
import { shortAnswer } from './short-answer.ts'

const shown = (exchange: Exchange, path: string): string[] =>
  shortAnswer(observe(exchange), { path }).split('\n').slice(3)
const chunk = (text: string): { choices: { delta: { content: string } }[] } => ({
  choices: [{ delta: { content: text } }],
})

test('a short body is shown whole, a long one from the object on that the finding is in', () => {
  expect(shown(json({ a: { b: 1 } }), '$.a.b')).toEqual(['{"a":{"b":1}}'])
  const long = { filler: 'x'.repeat(1000), choices: [{ message: { role: 'assistant' } }] }
  expect(shown(json(long), '$.choices[0].message.content')).toEqual(['$.choices: [{"message":{"role":"assistant"}}]'])
})

test('what is too long everywhere is cut', () => {
  const [only = ''] = shown(json({ a: { b: 'x'.repeat(5000) } }), '$.a.b')
  expect(only.length).toBeLessThan(700)
  expect(only).toMatch(/… \(\d+ characters\)$/)
})

test('of a stream the named event is shown, else the first and the last ones', () => {
  const stream = sse(['one', 'two', 'three', 'four', 'five', 'six'].map(chunk))
  expect(shown(stream, 'events[2].choices')).toEqual([`data: ${JSON.stringify(chunk('three'))}`])
  const all = shown(stream, '$.choices').join('\n')
  expect(all).toMatch(/one[\s\S]*two[\s\S]*… 3 more events …[\s\S]*six[\s\S]*\[DONE\]/)
  expect(all).not.toContain('three')
})

test('of the headers only the type is shown, and the one that is named', () => {
  const answer = json(
    {},
    {
      headers: [
        ['Content-Type', 'application/json'],
        ['Via', 'proxy.acme.example'],
        ['x-request-id', 'req_1'],
      ],
    },
  )
  expect(shortAnswer(observe(answer), { path: 'headers.x-request-id' })).toMatch(
    /^HTTP\/1\.1 200.*\ncontent-type: .*\nx-request-id: req_1$/,
  )
  expect(shortAnswer(observe(answer), { path: '$' })).not.toContain('acme')
})
