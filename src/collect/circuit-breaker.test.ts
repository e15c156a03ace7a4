import { expect, test } from 'vitest'
import type { Exchange, ExchangeFailure } from '../wire/exchange.ts'
import { CircuitBreaker } from './circuit-breaker.ts'

const exchange = (failure: ExchangeFailure | null): Exchange => ({
  key: 'k',
  request: { method: 'GET', path: '/', headers: [], body: null, via: 'http' },
  failure,
  response: failure
    ? null
    : {
        status: 200,
        statusText: '',
        httpVersion: '1.1',
        headers: [],
        chunks: [{ at: 1, text: 'hello' }],
        complete: true,
      },
  timing: { startedAt: '', headersMs: null, firstByteMs: null, endMs: 1 },
})
const silence = exchange({ stage: 'headers', code: 'DEADLINE', message: 'nothing within 1 s (headers)' })
const answer = exchange(null)
const after = async (breaker: CircuitBreaker, model: string, ...brought: Exchange[]): Promise<string | null> => {
  for (const one of brought) await breaker.with(model, () => Promise.resolve(one))
  return breaker.refusal(model)
}

test('a server that never answers is given up after five requests, and says why', async () => {
  const told: string[] = []
  const breaker = new CircuitBreaker((line) => told.push(line))
  expect(await after(breaker, 'a', silence, silence, silence, silence)).toBeNull()
  expect(await after(breaker, 'a', silence)).toMatch(
    /5 requests in a row had no answer \(DEADLINE: nothing within 1 s \(headers\)\)\. If it is only slow, raise --timeout/,
  )
  expect(told).toHaveLength(1)
})

test('an answer in between shows that somebody is there', async () => {
  expect(
    await after(
      new CircuitBreaker(),
      'a',
      silence,
      silence,
      silence,
      silence,
      answer,
      silence,
      silence,
      silence,
      silence,
    ),
  ).toBeNull()
})

test('an answer that broke off is an answer, a body without progress until the deadline is not', async () => {
  const cut = { ...answer, failure: { stage: 'body' as const, code: 'ECONNRESET', message: 'aborted' } }
  const still = {
    ...answer,
    failure: { stage: 'idle' as const, code: 'DEADLINE', message: 'nothing within 1 s (idle)' },
  }
  expect(await after(new CircuitBreaker(), 'a', cut, cut, cut, cut, cut, cut)).toBeNull()
  expect(await after(new CircuitBreaker(), 'a', still, still, still, still, still)).not.toBeNull()
})

test('requests that were under way together meet one silence', async () => {
  const breaker = new CircuitBreaker()
  const together = (): Promise<unknown> => {
    const { promise, resolve } = Promise.withResolvers<Exchange>()
    const all = Array.from({ length: 16 }, () => breaker.with('a', () => promise))
    resolve(silence)
    return Promise.all(all)
  }
  for (let round = 0; round < 4; round += 1) await together()
  expect(breaker.refusal('a')).toBeNull()
  await together()
  expect(breaker.refusal('a')).not.toBeNull()
})

test('where one model is given up, another has chances of its own, and fewer', async () => {
  const breaker = new CircuitBreaker()
  await after(breaker, 'slow', silence, silence, silence, silence, silence)
  expect(await after(breaker, 'quick', silence)).toBeNull()
  expect(await after(breaker, 'quick', answer, silence, silence, silence, silence)).toBeNull()
  const dead = new CircuitBreaker()
  await after(dead, 'a', silence, silence, silence, silence, silence)
  expect(await after(dead, 'b', silence, silence)).not.toBeNull()
})

test('answers that would not fit into memory together are the end, whatever the model', async () => {
  const breaker = new CircuitBreaker()
  for (let count = 0; count < 8; count += 1) breaker.weigh(8_000_000)
  expect(await after(breaker, 'a', answer)).toBeNull()
  breaker.weigh(1)
  expect(breaker.refusal('a')).toMatch(/more than 64 million characters/)
  expect(breaker.refusal('b')).toMatch(/more than 64 million characters/)
})
