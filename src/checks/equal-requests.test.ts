import { expect, test } from 'vitest'
import { answer, stream } from '../suite/example.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe, type Observation } from '../wire/observe.ts'
import { beginnings, readKey, saysAllThatIsRead } from './equal-requests.ts'

const hello = [{ role: 'user', content: 'Say hello.' }]
const asked = (body: object, reply: Exchange = answer()): Observation =>
  observe({ ...reply, request: { ...reply.request, body: JSON.stringify(body) } })
const keys = (...answers: Observation[]): number => new Set(answers.map(readKey)).size

test('requests are equal where a model reads the same, whatever else they ask for', () => {
  const body = { model: 'm', messages: hello, tools: [] }
  expect(
    keys(
      asked(body),
      asked({ tools: [], messages: hello, model: 'm' }),
      asked({ ...body, max_tokens: 4, temperature: 1, user: 'u' }),
      asked({ ...body, stream: true, stream_options: { include_usage: true } }, stream({}, { usage: true })),
    ),
  ).toBe(1)
  expect(keys(asked(body), asked({ ...body, messages: [] }), asked({ ...body, reasoning_effort: 'low' }))).toBe(3)
})

test('answers of another day, or of another model behind the name, are not compared', () => {
  const body = { model: 'm', messages: hello }
  const day = 86_400
  expect(
    keys(
      asked(body, answer({ created: 20_000 * day + 5 })),
      asked(body, answer({ created: 20_000 * day + 5000 })),
      asked(body, answer({ created: 20_001 * day })),
      asked(body, answer({ created: 20_000 * day, model: 'm-2026-01-01' })),
    ),
  ).toBe(3)
})

test('a conversation is known by its beginnings', () => {
  const more = [...hello, { role: 'assistant', content: 'Hello.' }, ...hello]
  const [short, long] = [hello, more].map((messages) => beginnings(asked({ model: 'm', messages })))
  expect(long).toHaveLength(3)
  expect(long?.slice(0, 1)).toEqual(short)
  expect(beginnings(asked({ model: 'm', messages: hello, tools: [{ type: 'function' }] }))).not.toEqual(short)
})

test('what a service adds to the input makes two requests no equal ones', () => {
  expect(saysAllThatIsRead(asked({ tools: [{ type: 'function' }] }))).toBe(true)
  for (const more of [{ tools: [{ type: 'web_search' }] }, { previous_response_id: 'resp_1' }, { prompt: { id: 'p' } }])
    expect(saysAllThatIsRead(asked(more))).toBe(false)
})
