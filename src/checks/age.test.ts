import { expect, test } from 'vitest'
import { answer, sse } from '../suite/example.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe } from '../wire/observe.ts'
import { isOlderThan } from './age.ts'

const at = (startedAt: string, exchange: Exchange) =>
  observe({ ...exchange, timing: { ...exchange.timing, startedAt } })
const created = Date.parse('2025-05-20') / 1000

test('an answer is as old as its exchange, whatever it says itself', () => {
  expect(isOlderThan(at('2025-05-20T00:00:00Z', answer()), '2025-06-01')).toBe(true)
  expect(isOlderThan(at('2025-06-20T00:00:00Z', answer({ created })), '2025-06-01')).toBe(false)
})

test('where nobody noted the time, an answer is as old as it says, and else not old', () => {
  expect(isOlderThan(at('', answer({ created })), '2025-06-01')).toBe(true)
  expect(isOlderThan(at('', answer({ created })), '2025-05-01')).toBe(false)
  expect(isOlderThan(at('', answer({ created: -created })), '2025-06-01')).toBe(false)
  const stream = sse([{ type: 'response.created', response: { created_at: created } }])
  expect(isOlderThan(at('', stream), '2025-06-01')).toBe(true)
  expect(isOlderThan(at('', sse([{ type: 'response.created' }])), '2025-06-01')).toBe(false)
})
