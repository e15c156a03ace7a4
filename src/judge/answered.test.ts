import { describe, expect, test } from 'vitest'
import { answer, brokenOff, json, raw, refusal, sse, stream } from '../suite/example.ts'
import type { Json } from '../suite/steps.ts'
import { errorMessage } from '../wire/error-message.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe } from '../wire/observe.ts'
import { answered, type AnswerState } from './answered.ts'

type Asked = Parameters<typeof answered>[0]

const PLAIN: Asked = { path: '/chat/completions', body: { max_tokens: 5, tools: [] }, answer: 'required' }
const STREAM: Asked = { ...PLAIN, body: { stream: true } }
const REFUSABLE: Asked = { ...PLAIN, answer: 'refusable' }
const ANY: Asked = { ...PLAIN, answer: 'any' }

const of = (step: Asked, reply: Exchange): AnswerState => answered(step, observe(reply))
/** What the finding says, in one line. */
const unanswered = (step: Asked, reply: Exchange): string => {
  const state = of(step, reply)
  if (state.state !== 'unanswered') return state.state
  const { kind, path, message, expected, actual, exchange } = state.finding
  return `${exchange} ${kind} ${path}: ${message} | ${String(expected)} | ${String(actual)}`
}
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

describe('a body of the wrong kind', () => {
  test('is shown with what was asked for', () => {
    expect(unanswered(STREAM, answer({ content: 'Hi' }))).toMatch(
      /^example wrong-value \$: the body is not what was asked for: \{"id":.* \| server-sent events \| json$/s,
    )
    expect(unanswered(PLAIN, stream())).toMatch(/ \| a JSON body \| stream$/)
  })

  test('is named by its media type, where it has one', () => {
    const page = ['<!doctype html>']
    expect(unanswered(PLAIN, raw(page, { headers: [['content-type', 'text/html; charset=utf-8']] }))).toBe(
      'example wrong-value $: the body is not what was asked for: <!doctype html> | a JSON body | text/html',
    )
    expect(unanswered(PLAIN, raw(page, { headers: [] }))).toBe(
      'example wrong-value $: the body is not what was asked for: <!doctype html> | a JSON body | no content type',
    )
  })

  test('is quoted no further than a reader needs', () => {
    expect(unanswered(PLAIN, raw(['x'.repeat(500)]))).toContain(`for: ${'x'.repeat(160)} |`)
  })

  test('may be nothing but white space', () => {
    expect(unanswered(PLAIN, raw([' \n']))).toBe(
      'example wrong-value $: the body is empty | a JSON body | application/json',
    )
  })

  test('may be a stream of nothing', () => {
    expect(unanswered(STREAM, sse([]))).toBe(
      'example wrong-value $: the stream holds nothing but [DONE] | events | none',
    )
    expect(unanswered(STREAM, sse([], { done: false, headers: [['content-type', 'text/event-stream']] }))).toMatch(
      /^example wrong-value \$: (the stream holds no event|the body is empty) \| /,
    )
    expect(unanswered(STREAM, raw([': ping\n\n'], { headers: [['content-type', 'text/event-stream']] }))).toBe(
      'example wrong-value $: the stream holds no event | events | none',
    )
    expect(of(STREAM, sse([{}]))).toEqual({ state: 'answered' })
  })

  test('may be a stream of anything but objects', () => {
    const events = [...Array(3).keys()].map(() => 'x'.repeat(200))
    expect(unanswered(STREAM, sse(events))).toBe(
      `example wrong-value $: no event of the stream is a JSON object: "${'x'.repeat(159)} | events of JSON objects | none`,
    )
    expect(of(STREAM, sse(['ping', {}]))).toEqual({ state: 'answered' })
  })

  test('may be JSON, but no object', () => {
    expect(unanswered(PLAIN, json([1]))).toBe(
      'example wrong-value $: the body is not what was asked for: [1] | a JSON body | JSON, but array',
    )
  })

  test('may be an error in disguise', () => {
    expect(unanswered(PLAIN, refusal(200, { message: 'stopped' }))).toBe(
      'example wrong-value $.error: an error under HTTP 200: stopped | a 4xx or 5xx status | 200',
    )
    expect(of(PLAIN, json({ error: null, id: 'x' }))).toEqual({ state: 'answered' })
  })

  test.for([
    [['error'], 'array'],
    [null, 'null'],
    ['text', 'string'],
    [7, 'integer'],
  ] as const)('is no answer where it is JSON but no object (%j)', ([body, type]) => {
    expect(unanswered(PLAIN, json(body as Json))).toBe(
      `example wrong-value $: the body is not what was asked for: ${JSON.stringify(body)} | a JSON body | JSON, but ${type}`,
    )
  })

  test('is no answer where a stream has no event, or nothing but [DONE]', () => {
    expect(unanswered(STREAM, sse([], { done: false }))).toContain('the stream holds no event')
    expect(unanswered(STREAM, sse([]))).toContain('nothing but [DONE]')
  })

  test('is no answer where no event of a stream is an object', () => {
    expect(unanswered(STREAM, sse([null, []]))).toContain('no event of the stream is a JSON object: null')
    expect(of(STREAM, sse([null, { choices: [] }]))).toEqual({ state: 'answered' })
  })

  test('is no answer where its coding cannot be undone, or its status is none', () => {
    expect(
      unanswered(
        PLAIN,
        raw(['{}'], {
          headers: [
            ['content-type', 'application/json'],
            ['content-encoding', 'gzip'],
          ],
        }),
      ),
    ).toContain('the body is not what its coding (gzip) says')
    expect(unanswered({ ...PLAIN, answer: 'any' }, raw(['{}'], { status: 999 }))).toContain(
      'HTTP 999, which is no status',
    )
  })

  test('is a stream only where `stream` is true', () => {
    expect(of({ ...PLAIN, body: { stream: 'true' } }, answer())).toEqual({ state: 'answered' })
    expect(of({ path: '/models', answer: 'required', body: null }, json({ data: [] }))).toEqual({ state: 'answered' })
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
