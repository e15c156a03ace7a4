import { expect, test } from 'vitest'
import { PLAIN, type Asked } from '../../tests/answer-states.ts'
import { answer, raw, refusal } from '../suite/example.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe, type Observation } from '../wire/observe.ts'
import { answeredIn } from './endpoint.ts'

const REFUSABLE: Asked = { ...PLAIN, answer: 'refusable' }
const from = (path: string, reply: Exchange, method = 'POST'): Observation =>
  observe({ ...reply, request: { ...reply.request, method, path } })
const page = raw(['404 page not found'], { status: 404 })
const state = (step: Asked, one: Observation, ...others: Observation[]): string =>
  answeredIn([one, ...others], step, one).state

test('an endpoint is absent where every request to it gets 404 or 405', () => {
  const one = from('/v1/responses', page)
  expect(answeredIn([one, from('/v1/responses?x=1', refusal(405)), from('/v1/models', answer())], PLAIN, one)).toEqual({
    state: 'absent',
    code: 'endpoint-absent',
    reason: 'HTTP 404: 404 page not found',
    findings: [expect.objectContaining({ path: 'status', actual: 404 })],
  })
})

test('an endpoint that gave any other answer is there, and another method is another endpoint', () => {
  const one = from('/v1/responses', page)
  expect(state(PLAIN, one, from('/v1/responses', answer()))).toBe('unanswered')
  expect(state(PLAIN, one, from('/v1/responses', refusal(400)))).toBe('unanswered')
  expect(state(PLAIN, one, from('/v1/responses', answer(), 'GET'))).toBe('absent')
  expect(state(PLAIN, from('/v1/responses', refusal(500)))).toBe('unanswered')
})

test('a proper 404 where a server may refuse has no finding', () => {
  const one = from('/v1/embeddings', refusal(404, { message: 'no such endpoint' }))
  expect(answeredIn([one], REFUSABLE, one)).toEqual({
    state: 'absent',
    code: 'endpoint-absent',
    reason: 'HTTP 404: no such endpoint',
    findings: [],
  })
})

test('a request that may be answered in any way is left to its rules', () => {
  expect(state({ ...PLAIN, answer: 'any' }, from('/v1/nowhere', page))).toBe('answered')
})
