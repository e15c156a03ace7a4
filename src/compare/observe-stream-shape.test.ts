import { describe, expect, test } from 'vitest'
import { pathsOf, shapeOf, STREAM, traitsOf } from '../../tests/observed-shapes.ts'
import { sse } from '../suite/example.ts'
import type { Json } from '../suite/steps.ts'
import type { AnswerShape } from './observe-shape.ts'

type Fragment = { [key: string]: Json }
describe('a chat stream', () => {
  const chunk = (delta: Json, more: Fragment = {}, index = 0): Fragment => ({
    id: 'x',
    choices: [{ index, delta, finish_reason: null, ...more }],
  })
  const role = chunk({ role: 'assistant', content: '' })
  const of = (...chunks: Json[]): AnswerShape => shapeOf(sse(chunks), '/v1/chat/completions', STREAM)
  /** The scopes besides the stream itself. */
  const kinds = (...chunks: Json[]): string[] =>
    [...of(...chunks).shapes.keys()].slice(1).map((scope) => scope.replace('chat.stream.', ''))
  const opens = (index: Json | undefined, id = 'call_1'): Fragment => ({
    ...(index === undefined ? {} : { index }),
    id,
    function: { name: 'f', arguments: '' },
  })
  const more = (index: Json): Fragment => ({ index, function: { arguments: '{' } })

  test('is split by what its chunks are for', () => {
    expect(
      kinds(role, chunk({ content: 'a' }), chunk({}, { finish_reason: 'stop' }), { choices: [], usage: {} }),
    ).toEqual(['first', 'content', 'finish', 'usage'])
    expect(kinds(role, chunk({ tool_calls: [opens(0)] }), chunk({ tool_calls: [more(0)] }))).toEqual([
      'first',
      'tool-opening',
      'tool-fragment',
    ])
  })

  test('has a finish where one choice of a chunk ends', () => {
    expect(
      kinds(role, {
        choices: [
          { index: 0, delta: { content: 'a' }, finish_reason: null },
          { index: 1, delta: {}, finish_reason: 'stop' },
        ],
      }),
    ).toEqual(['first', 'finish'])
  })

  test('has chunks of no steady form', () => {
    expect(
      kinds(
        role,
        chunk({}),
        chunk({ content: null }),
        chunk({ content: 7 }),
        { choices: [] },
        { choices: [], usage: null },
      ),
    ).toEqual(['first'])
  })

  test('has a first chunk for each choice', () => {
    expect(
      of(role, chunk({ role: 'assistant' }, {}, 1), chunk({ content: 'a' }, {}, 1)).shapes.get('chat.stream.first')
        ?.paths['$']?.types,
    ).toEqual({ object: 2 })
  })

  test('tells its usage as a trait of other chunks, and as a field of its own chunk', () => {
    const shape = of({ ...role, usage: null }, { choices: [], usage: { total_tokens: 1 } })
    expect(pathsOf(shape, 'chat.stream.first')).not.toContain('$.usage')
    expect(pathsOf(shape, 'chat.stream.usage')).toContain('$.usage.total_tokens')
  })

  test('may open a call in its first chunk, which is split', () => {
    const shape = of(
      chunk({ role: 'assistant', content: null, tool_calls: [opens(0)] }),
      chunk({ tool_calls: [more(0)] }),
    )
    expect([...shape.shapes.keys()]).toEqual([
      'chat.stream',
      'chat.stream.first',
      'chat.stream.tool-opening',
      'chat.stream.tool-fragment',
    ])
    expect(pathsOf(shape, 'chat.stream.first').filter((path) => path.startsWith('$.choices[].delta.'))).toEqual([
      '$.choices[].delta.role',
      '$.choices[].delta.content',
    ])
    expect(pathsOf(shape, 'chat.stream.tool-opening').filter((path) => /delta\.[a-z_]+$/.test(path))).toEqual([
      '$.choices[].delta.tool_calls',
    ])
    expect(pathsOf(shape, 'chat.stream.tool-opening')).toContain('$.id')
  })

  test('opens a call by a new number or a new id', () => {
    const kindsOf = (...fragments: Fragment[]): string[] =>
      kinds(role, ...fragments.map((one) => chunk({ tool_calls: [one] })))
    expect(kindsOf(opens(0), opens(0))).toEqual(['first', 'tool-opening', 'tool-fragment'])
    expect(kindsOf(opens(0), opens(1))).toEqual(['first', 'tool-opening'])
    expect(kindsOf(opens(0), opens(0, 'call_2'))).toEqual(['first', 'tool-opening'])
    expect(kindsOf(opens(undefined), opens(undefined))).toEqual(['first', 'tool-opening', 'tool-fragment'])
    expect(kindsOf(more(0))).toEqual(['first', 'tool-opening'])
    expect(kindsOf({ function: { arguments: '' } })).toEqual(['first', 'tool-fragment'])
    expect(kinds(role, chunk({ tool_calls: ['none'] }))).toEqual(['first'])
  })

  test('has no frame where it broke off', () => {
    const failure = { stage: 'client-abort' as const, code: 'ABORTED', message: '' }
    const broken = shapeOf(sse([role], { done: false, failure }), '/v1/chat/completions', STREAM)
    expect([traitsOf(broken), [...broken.shapes.keys()]]).toEqual([['format'], ['chat.stream', 'chat.stream.first']])
    expect(traitsOf(of(role))).toEqual([
      'format',
      'events.role',
      'events.finish',
      'events.usage (not asked for)',
      'events.usage in other chunks (not asked for)',
      'events.done',
      'events.order',
    ])
  })

  test('has a usage that was asked for, or not', () => {
    const asked = (options: unknown): string[] =>
      traitsOf(shapeOf(sse([role]), '/v1/chat/completions', { stream: true, stream_options: options })).filter((name) =>
        name.startsWith('events.usage'),
      )
    expect(asked({ include_usage: true })).toEqual(['events.usage', 'events.usage in other chunks'])
    for (const other of [{ include_usage: false }, { include_usage: 'true' }, 'include_usage', null])
      expect(asked(other)[0]).toBe('events.usage (not asked for)')
  })

  test('has calls with a pattern', () => {
    expect(traitsOf(of(role, chunk({ tool_calls: [opens(0)] })))).toContain('tool_calls index')
  })
})

describe('other streams', () => {
  test('of a response are split by the type of the event, the response inside left out', () => {
    const shape = shapeOf(
      sse([
        { type: 'response.completed', sequence_number: 1, response: { id: 'x' } },
        { type: 'error', response: 'x' },
        { type: 7 },
        { type: 'x.response.y' },
      ]),
      '/v1/responses',
      STREAM,
    )
    expect([...shape.shapes.keys()]).toEqual([
      'responses.stream',
      'responses.stream.completed',
      'responses.stream.error',
      'responses.stream.x.response.y',
    ])
    expect(pathsOf(shape, 'responses.stream.completed')).toEqual(['$', '$.type', '$.sequence_number', '$.response'])
    expect(pathsOf(shape, 'responses.stream.error')).toEqual(['$', '$.type'])
    expect(traitsOf(shape)).toEqual(['format'])
  })

  test('of a text completion are split into text, end and counts', () => {
    const piece = (text: string, finish: string | null): Fragment => ({
      object: 'text_completion',
      choices: [{ index: 0, text, finish_reason: finish }],
      usage: null,
    })
    const of = (options: Parameters<typeof sse>[1] = {}): AnswerShape =>
      shapeOf(
        sse([piece('a', null), piece('', 'stop'), { object: 'text_completion', choices: [], usage: {} }], options),
        '/v1/completions',
        STREAM,
      )
    expect([...of().shapes.keys()]).toEqual([
      'completions.stream',
      'completions.stream.text',
      'completions.stream.finish',
      'completions.stream.usage',
    ])
    expect(pathsOf(of(), 'completions.stream.text')).toEqual([
      '$',
      '$.object',
      '$.choices',
      '$.choices[]',
      '$.choices[].index',
      '$.choices[].text',
      '$.choices[].finish_reason',
    ])
    expect(of().shapes.get('completions.stream.text')?.paths['$.object']?.values).toEqual({ text_completion: 1 })
    expect(traitsOf(of())).toEqual([
      'format',
      'finish_reason (text)',
      'events.finish',
      'events.usage (not asked for)',
      'events.usage in other chunks (not asked for)',
      'events.done',
    ])
    expect(traitsOf(of({ failure: { stage: 'guard', code: 'ABORTED', message: '' } }))).toEqual(['format'])
  })

  test('of embeddings are no such thing', () => {
    const shape = shapeOf(sse([{ data: [] }]), '/v1/embeddings', STREAM)
    expect([shape.scope, [...shape.shapes.keys()], traitsOf(shape)]).toEqual([
      'embeddings.stream',
      ['embeddings.stream'],
      ['format'],
    ])
  })
})
