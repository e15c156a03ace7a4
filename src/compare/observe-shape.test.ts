import { describe, expect, test } from 'vitest'
import { answer, json, raw, refusal, sse, stream, toolCall } from '../suite/example.ts'
import type { Json } from '../suite/steps.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe, type Observation } from '../wire/observe.ts'
import { answerShape, scopeOf, type AnswerShape } from './observe-shape.ts'

type Fragment = { [key: string]: Json }

const seen = (reply: Exchange, path = '/v1/chat/completions', body: object = {}): Observation =>
  observe({ ...reply, request: { ...reply.request, path, body: JSON.stringify(body) } })
const STREAM = { stream: true }
const shapeOf = (...asked: Parameters<typeof seen>): AnswerShape => answerShape(seen(...asked)) as AnswerShape
const scopes = (...asked: Parameters<typeof seen>): string[] => [...shapeOf(...asked).shapes.keys()]
const pathsOf = (shape: AnswerShape, scope: string): string[] => Object.keys(shape.shapes.get(scope)?.paths ?? {})
const traitsOf = (shape: AnswerShape): string[] =>
  Object.keys(shape.shapes.get(shape.scope)?.traits ?? {}).filter((name) => !name.startsWith('headers.'))

describe('the scope of an answer', () => {
  const scope = (path: string, body: object = {}, reply = json({})): string | null => scopeOf(seen(reply, path, body))

  test('is that of its endpoint', () => {
    expect(
      [
        '/v1/chat/completions',
        '/v1/models',
        '/v1/models/a%2Fb',
        '/v1/embeddings',
        '/v1/completions',
        '/v1/responses',
        '/v1/models?limit=1',
        '/chat/completions',
      ].map((path) => scope(path)),
    ).toEqual(['chat', 'models', 'model', 'embeddings', 'completions', 'responses', 'models', 'chat'])
  })

  test('is none elsewhere', () => {
    expect(
      [
        '/v1/files',
        '/api/models',
        '/v1/models/',
        '/v1/models/a/b',
        '/v1/responses/resp_1',
        '/v1/chat/completions/x',
        '/v1/xmodels',
        '/v1/xembeddings',
        '/v1/modelsx',
      ].map((path) => scope(path)),
    ).toEqual(Array(9).fill(null))
    expect(scope('/v1/api/models')).toBe('models')
  })

  test('is one for streams, and one for all errors', () => {
    expect(scope('/v1/chat/completions', STREAM)).toBe('chat.stream')
    expect(scope('/v1/responses', STREAM)).toBe('responses.stream')
    expect(scope('/v1/chat/completions', { stream: 'true' })).toBe('chat')
    expect([399, 400, 500].map((status) => scope('/v1/embeddings', {}, refusal(status)))).toEqual([
      'embeddings',
      'error',
      'error',
    ])
    expect(scope('/v1/files', {}, refusal(404))).toBeNull()
  })

  test('is none where no answer came', () => {
    expect(scope('/v1/models', {}, { ...json({}), response: null })).toBeNull()
  })
})

describe('a plain answer', () => {
  test('has its body, its format and its end', () => {
    const shape = shapeOf(answer())
    expect([shape.scope, shape.pattern, scopes(answer()), traitsOf(shape)]).toEqual([
      'chat',
      null,
      ['chat'],
      ['format', 'finish_reason (no tool calls)'],
    ])
    expect(pathsOf(shape, 'chat')).toContain('$.choices[].message.content')
    expect(Object.keys(shape.shapes.get('chat')?.traits ?? {})).toContain('headers.content-type')
    expect(shape.shapes.get('chat')?.paths['$.object']?.values).toEqual({ 'chat.completion': 1 })
    expect(shape.shapes.get('chat')?.paths['$.id']?.values).toBeUndefined()
  })

  test('with calls is another kind of it', () => {
    const shape = shapeOf(answer({ toolCalls: [toolCall('f', '{}')] }))
    expect([...shape.shapes.keys()]).toEqual(['chat', 'chat.tool-calls'])
    expect(pathsOf(shape, 'chat')).toEqual([])
    expect(shape.shapes.get('chat.tool-calls')?.paths['$.object']?.values).toEqual({ 'chat.completion': 1 })
    for (const body of [
      { choices: [{ message: { tool_calls: [] } }] },
      { choices: [{ message: 'x' }] },
      { choices: null },
      [],
    ])
      expect(scopes(json(body as Json))).toEqual(['chat'])
    expect(scopes(json({ choices: [{ message: { content: 'a' } }, { message: { tool_calls: [{}] } }] }))).toEqual([
      'chat',
      'chat.tool-calls',
    ])
    expect(scopes(json({ choices: [{ message: { tool_calls: [{}] } }] }), '/v1/embeddings')).toEqual(['embeddings'])
  })

  test('has a format', () => {
    const format = (reply: Exchange): unknown => shapeOf(reply).shapes.get('chat')?.traits['format']
    expect([json({}), raw(['<html>']), raw([' \n']), stream()].map(format)).toEqual([
      { JSON: 1 },
      { text: 1 },
      { empty: 1 },
      { 'event stream': 1 },
    ])
  })

  test('of other endpoints has no end', () => {
    expect(traitsOf(shapeOf(json({ choices: [{ finish_reason: 'stop' }] }), '/v1/embeddings'))).toEqual(['format'])
    expect(
      traitsOf(
        shapeOf(
          json({ object: 'text_completion', choices: [{ index: 0, text: 'a', finish_reason: 'stop' }] }),
          '/v1/completions',
        ),
      ),
    ).toEqual(['format', 'finish_reason (text)'])
  })

  test('that is JSON where a stream was asked for has no body to compare', () => {
    const shape = shapeOf(answer(), '/v1/chat/completions', STREAM)
    expect([shape.scope, pathsOf(shape, 'chat.stream'), traitsOf(shape)]).toEqual([
      'chat.stream',
      [],
      ['format', 'finish_reason (no tool calls)'],
    ])
  })

  test('that is a stream where none was asked for has none either', () => {
    const shape = shapeOf(stream())
    expect([...shape.shapes.keys()]).toEqual(['chat'])
    expect(pathsOf(shape, 'chat')).toEqual([])
    expect(shape.pattern).toContain('[DONE]')
  })

  test("that broke off is no structure of the server's", () => {
    expect(answerShape(seen({ ...answer(), failure: { stage: 'body', code: 'ECONNRESET', message: '' } }))).toBeNull()
    expect(answerShape(seen(json({}), '/v1/files'))).toBeNull()
  })
})

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
