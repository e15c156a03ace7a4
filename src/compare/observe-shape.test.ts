import { describe, expect, test } from 'vitest'
import { pathsOf, seen, shapeOf, STREAM, traitsOf } from '../../tests/observed-shapes.ts'
import { answer, json, raw, refusal, stream, toolCall } from '../suite/example.ts'
import type { Json } from '../suite/steps.ts'
import type { Exchange } from '../wire/exchange.ts'
import { answerShape, scopeOf } from './observe-shape.ts'

const scopes = (...asked: Parameters<typeof seen>): string[] => [...shapeOf(...asked).shapes.keys()]
describe('the scope of an answer', () => {
  const scope = (path: string, body: object = {}, reply = json({})): string | null => scopeOf(seen(reply, path, body))
  const got = (path: string): string | null => {
    const { exchange, ...one } = seen(json({}), path)
    return scopeOf({ ...one, exchange: { ...exchange, request: { ...exchange.request, method: 'GET' } } })
  }

  test('is that of its endpoint', () => {
    expect(
      ['/v1/chat/completions', '/v1/embeddings', '/v1/completions', '/v1/responses', '/chat/completions'].map((path) =>
        scope(path),
      ),
    ).toEqual(['chat', 'embeddings', 'completions', 'responses', 'chat'])
    expect(['/v1/models', '/v1/models/a%2Fb', '/v1/models?limit=1'].map(got)).toEqual(['models', 'model', 'models'])
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
      ].flatMap((path) => [scope(path), got(path)]),
    ).toEqual(Array(18).fill(null))
    expect(got('/v1/api/models')).toBe('models')
    // A preflight, or a wrong method, is answered in another way.
    expect(got('/v1/chat/completions')).toBeNull()
    expect(scope('/v1/models')).toBeNull()
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
