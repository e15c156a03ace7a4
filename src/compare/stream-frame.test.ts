import { describe, expect, test } from 'vitest'
import { raw, sse } from '../suite/example.ts'
import type { Json } from '../suite/steps.ts'
import { observe } from '../wire/observe.ts'
import type { SseStream } from '../wire/sse.ts'
import { emptyShape } from './shape.ts'
import { addFrame, addTextFrame, finishes, isOpening, streamPattern } from './stream-frame.ts'

type Chunk = { [key: string]: Json }

const streamOf = (events: Json[], options: Parameters<typeof sse>[1] = {}): SseStream =>
  observe(sse(events, options)).stream as SseStream
const chunk = (delta: Chunk, more: Chunk = {}, index = 0): Chunk => ({
  choices: [{ index, delta, finish_reason: null, ...more }],
})
const role = chunk({ role: 'assistant', content: '' })
const text = chunk({ content: 'a' })
const finish = chunk({}, { finish_reason: 'stop' })
const usage: Chunk = { choices: [], usage: { total_tokens: 3 } }

/** The one value of each trait. */
const traits = (add: typeof addFrame, stream: SseStream, asked: boolean): Record<string, string> => {
  const shape = emptyShape()
  add(shape, stream, { usage: asked })
  return Object.fromEntries(
    Object.entries(shape.traits).map(([name, values]) => [
      name,
      Object.entries(values)
        .map(([value, times]) => (times === 1 ? value : `${value} ×${times}`))
        .join(' | '),
    ]),
  )
}
const frame = (
  events: Json[],
  { asked = false, ...options }: Parameters<typeof sse>[1] & { asked?: boolean } = {},
): Record<string, string> => traits(addFrame, streamOf(events, options), asked)
const textFrame = (events: Json[]): Record<string, string> => traits(addTextFrame, streamOf(events), false)

describe('a stream in one line', () => {
  test('has the parts of its chunks, repeats drawn together', () => {
    expect(streamPattern(streamOf([role, text, text, finish, usage]))).toBe('role content+ finish usage [DONE]')
    expect(streamPattern(streamOf([role, text, finish], { done: false }))).toBe('role content finish')
    expect(streamPattern(streamOf([text, finish, text]))).toBe('content finish content [DONE]')
  })

  test('names each part', () => {
    const calls = (...fragments: Json[]): Chunk => chunk({ tool_calls: fragments })
    const patterns = [
      chunk({ refusal: 'No.' }),
      chunk({ content: '', refusal: '' }),
      chunk({ role: '' }),
      chunk({ role: 7 }),
      chunk({ reasoning: 'Hm' }),
      chunk({ reasoning_content: 'Hm' }),
      chunk({ thinking: 'Hm' }),
      chunk({ thinking: '' }),
      calls({ index: 0, id: 'call_1' }),
      calls({ index: 0, function: { arguments: '{' } }),
      calls({ index: 0, function: { name: 'f' } }),
      calls({ index: 0 }, { index: 1, id: 'x' }),
      calls('none'),
      { error: { message: 'no' } },
      { error: 'no' },
      { usage: null },
      chunk({ role: 'assistant', content: 'a' }, { finish_reason: 'stop' }),
      chunk({}, { finish_reason: '' }),
    ].map((one) => streamPattern(streamOf([one], { done: false })))
    expect(patterns).toEqual([
      'content',
      'empty',
      'empty',
      'empty',
      'reasoning',
      'reasoning',
      'reasoning',
      'empty',
      'call',
      'arguments',
      'call',
      'call',
      'empty',
      'error',
      'empty',
      'empty',
      'role/content/finish',
      'empty',
    ])
  })

  test('finds a part in any choice of a chunk', () => {
    const both: Chunk = {
      choices: [
        { index: 0, delta: {} },
        { index: 1, delta: { role: 'assistant', content: 'a', thinking: 'b' }, finish_reason: 'stop' },
      ],
    }
    expect(streamPattern(streamOf([both], { done: false }))).toBe('role/reasoning/content/finish')
  })
})

test('a fragment opens a call by its id or its name', () => {
  expect(
    [
      { id: 'a' },
      { id: '' },
      { id: 7 },
      { function: { name: 'f' } },
      { function: { name: '' } },
      { function: 'f' },
    ].map(isOpening),
  ).toEqual([true, false, false, true, false, false])
})

test('a choice is finished by a reason that says something', () => {
  expect([{ finish_reason: 'stop' }, { finish_reason: '' }, { finish_reason: null }, {}].map(finishes)).toEqual([
    true,
    false,
    false,
    false,
  ])
})

describe('the frame of a chat stream', () => {
  test('as OpenAI sends it', () => {
    expect(frame([role, text, finish, usage], { asked: true })).toEqual({
      'events.role': 'on the first chunk',
      'events.finish': 'on a chunk of its own',
      'events.usage': 'on a chunk of its own',
      'events.usage in other chunks': 'absent',
      'events.done': 'last',
      'events.order': 'role, finish, usage, [DONE]',
    })
  })

  test('is that of each choice', () => {
    const other = [chunk({ role: 'assistant' }, {}, 1), chunk({}, { finish_reason: 'stop' }, 1)]
    expect(frame([role, ...other, finish])).toMatchObject({
      'events.role': 'on the first chunk ×2',
      'events.finish': 'on a chunk of its own ×2',
    })
  })

  test('where the role is', () => {
    const place = (...events: Json[]): string | undefined => frame(events)['events.role']
    expect(place(text, finish)).toBe('absent')
    expect(place(role, role)).toBe('on every chunk')
    expect(place(role, role, finish)).toBe('on several chunks')
    expect(place(text, role)).toBe('on a later chunk')
  })

  test('where the finish is', () => {
    const place = (...events: Json[]): string | undefined => frame(events)['events.finish']
    expect(place(role, text)).toBe('absent')
    expect(place(role, finish, finish)).toBe('on several chunks')
    expect(place(chunk({ content: 'a' }, { finish_reason: 'stop' }))).toBe('on a chunk with content')
    expect(place(chunk({ content: 'a', reasoning: 'b' }, { finish_reason: 'stop' }))).toBe(
      'on a chunk with reasoning and content',
    )
    expect(place(chunk({ role: 'assistant' }, { finish_reason: 'stop' }))).toBe('on a chunk of its own')
  })

  test('where the counts are', () => {
    const counted = (one: Chunk): Chunk => ({ ...one, usage: { total_tokens: 3 } })
    const place = (...events: Json[]): string | undefined => frame(events, { asked: true })['events.usage']
    expect(place(role, finish)).toBe('absent')
    expect(place(counted(role), counted(finish))).toBe('on every chunk')
    expect(place(role, counted(text), counted(finish))).toBe('on several chunks')
    expect(place(role, counted(finish))).toBe('on the finish chunk')
    expect(place(role, counted(text), finish)).toBe('on a chunk of the text')
    expect(
      place(
        role,
        counted({
          choices: [
            { index: 0, delta: {} },
            { index: 1, delta: {}, finish_reason: 'stop' },
          ],
        }),
      ),
    ).toBe('on the finish chunk')
    expect(frame([role, usage])).toMatchObject({
      'events.usage (not asked for)': 'on a chunk of its own',
      'events.usage in other chunks (not asked for)': 'absent',
    })
  })

  test('what other chunks have in their place', () => {
    const none = (one: Chunk): Chunk => ({ ...one, usage: null })
    const elsewhere = (...events: Json[]): string | undefined =>
      frame(events, { asked: true })['events.usage in other chunks']
    expect(elsewhere(none(role), none(finish), usage)).toBe('null')
    expect(elsewhere(none(role), finish, usage)).toBe('null on some')
    expect(elsewhere(role, finish, usage)).toBe('absent')
    expect(elsewhere(usage)).toBeUndefined()
  })

  test('where the end mark is', () => {
    const done = (frames: string[]): string | undefined =>
      traits(
        addFrame,
        observe(
          raw(
            frames.map((one) => `data: ${one}\n\n`),
            { headers: [['content-type', 'text/event-stream']] },
          ),
        ).stream as SseStream,
        false,
      )['events.done']
    expect(done(['{}'])).toBe('absent')
    expect(done(['[DONE]'])).toBe('last')
    expect(done(['[DONE]', '{}'])).toBe('not last')
    expect(done(['[DONE]', '[DONE]'])).toBe('several times')
  })

  test('in which order its parts come first', () => {
    expect(frame([finish, role, usage, role], { done: false })['events.order']).toBe('finish, role, usage')
    expect(frame([text])['events.order']).toBe('[DONE]')
    expect(frame([text], { done: false })['events.order']).toBe('')
  })
})

describe('the frame of a streamed text completion', () => {
  const piece = (said: string, end: string | null = null, index = 0): Chunk => ({
    choices: [{ index, text: said, finish_reason: end }],
  })

  test('has an end, counts and an end mark', () => {
    expect(textFrame([piece('a'), piece('', 'stop'), usage])).toEqual({
      'events.finish': 'with or after the last text',
      'events.usage (not asked for)': 'on a chunk of its own',
      'events.usage in other chunks (not asked for)': 'absent',
      'events.done': 'last',
    })
  })

  test('ends with its last text or after it, once or twice', () => {
    const place = (...events: Json[]): string | undefined => textFrame(events)['events.finish']
    expect(place(piece('a', 'stop'))).toBe('with or after the last text')
    expect(place(piece('a', 'stop'), piece('', 'stop'))).toBe('with or after the last text')
    expect(place(piece('a', 'stop'), piece('b'))).toBe('before the last text')
    expect(place(piece('a'))).toBe('absent')
    expect(place(piece('a', 'stop'), piece('b', null, 1), piece('', 'stop', 1))).toBe('with or after the last text ×2')
  })
})
