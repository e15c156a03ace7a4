import { describe, expect, test } from 'vitest'
import { of, PLAIN, STREAM, unanswered } from '../../tests/answer-states.ts'
import { answer, json, raw, refusal, sse, stream } from '../suite/example.ts'
import type { Json } from '../suite/steps.ts'

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

  test('is no answer where its coding cannot be undone, or its status is invalid', () => {
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
