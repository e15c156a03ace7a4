import { describe, expect, test } from 'vitest'
import { type Asked, of, PLAIN, STREAM, unanswered } from '../../tests/answer-states.ts'
import { answer, brokenOff, json, raw, refusal, stream } from '../suite/example.ts'
import { errorMessage } from '../wire/error-message.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe } from '../wire/observe.ts'
import { answered } from './answered.ts'

const REFUSABLE: Asked = { ...PLAIN, answer: 'refusable' }
const ANY: Asked = { ...PLAIN, answer: 'any' }
const status = (code: number): Exchange => json({ id: 'x' }, { status: code })
describe('what comes in kind is an answer', () => {
  test('a body, or a stream', () => {
    expect(of(PLAIN, answer())).toEqual({ state: 'answered' })
    expect(of(STREAM, stream())).toEqual({ state: 'answered' })
  })

  test('any status from 200 to 299', () => {
    expect([199, 200, 299, 300].map((code) => of(PLAIN, status(code)).state)).toEqual([
      'unanswered',
      'answered',
      'answered',
      'unanswered',
    ])
  })

  test('anything, where anything is awaited', () => {
    expect(of(ANY, raw(['<html>'], { status: 500 }))).toEqual({ state: 'answered' })
  })

  test('what came until we hung up ourselves', () => {
    expect(of(STREAM, brokenOff(['data: {}\n\n'], 'client-abort'))).toEqual({ state: 'answered' })
    expect(of(STREAM, brokenOff(['data: {}\n\n'], 'guard'))).toEqual({ state: 'answered' })
  })
})

describe('what is not the word of the server is an error', () => {
  test('a connection that broke', () => {
    expect(of(STREAM, brokenOff(['data: {}\n\n']))).toEqual({
      state: 'error',
      reason: 'ECONNRESET: the connection closed',
    })
    expect(of(ANY, brokenOff(['data: {}\n\n']))).toMatchObject({ state: 'error' })
  })

  test('no response at all', () => {
    expect(of(PLAIN, { ...answer(), response: null })).toEqual({ state: 'error', reason: 'no response' })
    expect(
      of(PLAIN, { ...answer(), response: null, failure: { stage: 'guard', code: 'ABORTED', message: '' } }),
    ).toEqual({ state: 'error', reason: 'no response' })
  })
})

describe('what no client gets to read is no answer, whatever was awaited', () => {
  test('a status that HTTP does not have', () => {
    expect([99, 100, 599, 600].map((code) => of(ANY, status(code)).state)).toEqual([
      'unanswered',
      'answered',
      'answered',
      'unanswered',
    ])
    expect(unanswered(ANY, status(600))).toBe(
      'example wrong-value status: HTTP 600, which is no status | a status of HTTP | 600',
    )
  })

  test('a body whose coding cannot be undone', () => {
    const told = unanswered(
      ANY,
      raw(['no gzip'], {
        headers: [
          ['content-type', 'application/json'],
          ['content-encoding', 'gzip'],
        ],
      }),
    )
    expect(told).toMatch(
      /^example wrong-value headers\.content-encoding: .+ \| a body that its coding can be undone of \| gzip$/,
    )
  })

  test('a stream of more lines than any answer has', () => {
    const long = raw(['data: {}\n\n'], { headers: [['content-type', 'text/event-stream']] })
    const observation = observe(long)
    const state = answered(ANY, {
      ...observation,
      stream: observation.stream && { ...observation.stream, tooLong: true },
    })
    expect(state).toMatchObject({
      state: 'unanswered',
      finding: {
        path: '$',
        message: expect.stringMatching(/^the stream has more than \d+ lines$/) as string,
        expected: 'an answer within its token limit',
        actual: expect.stringMatching(/^more than \d+ lines$/) as string,
      },
    })
  })
})

describe('a refusal', () => {
  test('is honest where it is a 4xx or 501 with a message, and a server may refuse', () => {
    expect(of(REFUSABLE, refusal(400, { message: 'no logprobs here' }))).toEqual({
      state: 'unsupported',
      code: 'refused',
      reason: 'HTTP 400: no logprobs here',
    })
    expect([399, 400, 499, 500, 501, 502].map((code) => of(REFUSABLE, refusal(code)).state)).toEqual([
      'unanswered',
      'unsupported',
      'unsupported',
      'unanswered',
      'unsupported',
      'unanswered',
    ])
  })

  test('is none without a message', () => {
    expect(unanswered(REFUSABLE, json({ error: 'no' }, { status: 400 }))).toBe(
      'example wrong-value status: HTTP 400: {"error":"no"} | an answer (2xx), or a 4xx with {"error": {"message"}} | 400',
    )
  })

  test('is no answer where one must come', () => {
    expect(unanswered(PLAIN, refusal(404, { message: 'gone' }))).toBe(
      'example wrong-value status: HTTP 404: gone | an answer (2xx) | 404',
    )
  })

  test('is quoted no further than a reader needs', () => {
    expect(unanswered(PLAIN, raw(['x'.repeat(500)], { status: 500 }))).toBe(
      `example wrong-value status: HTTP 500: ${'x'.repeat(160)} | an answer (2xx) | 500`,
    )
  })
})

describe('a parameter that the chosen model does not take', () => {
  const reasoning = (param: string | null, code = 'unsupported_parameter', message = 'not with this model'): Exchange =>
    refusal(400, { param, code, message })

  test("is the model's, where it is only there to be short and steady", () => {
    expect(of(PLAIN, reasoning('max_tokens'))).toEqual({
      state: 'unsupported',
      code: 'refused-for-model',
      reason: 'not with this model: HTTP 400: not with this model',
    })
    for (const param of ['max_tokens', 'temperature', 'seed'])
      expect(of({ ...REFUSABLE, body: { [param]: 0 } }, reasoning(param, 'unsupported_value')).state).toBe(
        'unsupported',
      )
    expect(of({ ...ANY, body: { seed: 0 } }, reasoning('seed'))).toMatchObject({
      state: 'unsupported',
      reason: expect.stringMatching(/^not with this model: /) as string,
    })
  })

  test("is the model's, where the answer must come", () => {
    expect(of(PLAIN, reasoning('tools'))).toMatchObject({
      state: 'unsupported',
      code: 'refused-for-model',
      reason: 'not with this model: HTTP 400: not with this model',
    })
    expect(of(PLAIN, reasoning('tools[0].function'))).toMatchObject({ state: 'unsupported' })
    expect(of(PLAIN, reasoning('tools.function'))).toMatchObject({ state: 'unsupported' })
  })

  test('is told by the code where there is no message', () => {
    expect(of(PLAIN, json({ error: { param: 'tools', code: 'unsupported_value' } }, { status: 400 }))).toEqual({
      state: 'unsupported',
      code: 'refused-for-model',
      reason: 'not with this model: HTTP 400: unsupported_value',
    })
  })

  test('is not told by another status, code or parameter', () => {
    expect(of(PLAIN, refusal(422, { param: 'tools', code: 'unsupported_parameter' })).state).toBe('unanswered')
    expect(of(PLAIN, reasoning('tools', 'invalid_value')).state).toBe('unanswered')
    expect(of(PLAIN, reasoning('logprobs')).state).toBe('unanswered')
    expect(of(PLAIN, reasoning(null)).state).toBe('unanswered')
    expect(of({ ...PLAIN, body: '{"tools":1}' }, reasoning('tools')).state).toBe('unanswered')
    expect(of(PLAIN, json({ error: 'unsupported_parameter' }, { status: 400 })).state).toBe('unanswered')
    expect(of(PLAIN, json('unsupported_parameter', { status: 400 })).state).toBe('unanswered')
  })

  test('is what the request is for, where a server may refuse it or anything is judged', () => {
    expect(of(REFUSABLE, reasoning('tools'))).toEqual({
      state: 'unsupported',
      code: 'refused',
      reason: 'HTTP 400: not with this model',
    })
    expect(of(ANY, reasoning('tools'))).toEqual({ state: 'answered' })
  })
})

test('the message of an error is a text that says something', () => {
  const message = (body: Parameters<typeof json>[0]): string | undefined => errorMessage(observe(json(body)))
  expect(message({ error: { message: 'no' } })).toBe('no')
  expect(
    [{ error: { message: '' } }, { error: { message: 7 } }, { error: 'no' }, { message: 'no' }, [], null].map(message),
  ).toEqual(Array(6).fill(undefined))
  expect(errorMessage(observe(raw(['no'])))).toBeUndefined()
})
