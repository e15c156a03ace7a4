import { describe, expect, test } from 'vitest'
import { answer, json, sse, stream, toolCall } from '../suite/example.ts'
import type { Json } from '../suite/steps.ts'
import type { Exchange, HeaderPair } from '../wire/exchange.ts'
import { observe, type Observation } from '../wire/observe.ts'
import type { SseStream } from '../wire/sse.ts'
import { emptyShape, type Shape } from './shape.ts'
import { addCallPattern, addEnding, addHeaders, addTextEnding } from './traits.ts'

type Fragment = { [key: string]: Json }

const seen = (reply: Exchange, body: object = {}): Observation =>
  observe({ ...reply, request: { ...reply.request, body: JSON.stringify(body) } })
const traits = (add: (shape: Shape) => void): Shape['traits'] => {
  const shape = emptyShape()
  add(shape)
  return shape.traits
}
const headersOf = (...headers: HeaderPair[]): Shape['traits'] =>
  traits((shape) => addHeaders(shape, seen(json({}, { headers }))))
const ending = (reply: Exchange, body: object = {}): Shape['traits'] =>
  traits((shape) => addEnding(shape, seen(reply, body)))

describe('headers', () => {
  test('are told by their presence', () => {
    expect(
      headersOf(
        ['content-type', 'application/json'],
        ['X-Request-Id', 'a'],
        ['x-ratelimit-remaining-tokens', '1'],
        ['date', 'today'],
      ),
    ).toEqual({
      'headers.content-type': { 'application/json': 1 },
      'headers.content-type charset': { absent: 1 },
      'headers.x-request-id': { present: 1 },
      'headers.openai-version': { absent: 1 },
      'headers.openai-processing-ms': { absent: 1 },
      'headers.x-ratelimit-remaining-requests': { absent: 1 },
      'headers.x-ratelimit-remaining-tokens': { present: 1 },
    })
    expect(headersOf()).toMatchObject({
      'headers.content-type': { absent: 1 },
      'headers.content-type charset': { absent: 1 },
    })
  })

  test('have a character set, quoted or not', () => {
    const charset = (type: string): unknown => headersOf(['content-type', type])['headers.content-type charset']
    expect(charset('text/html; charset=UTF-8')).toEqual({ 'utf-8': 1 })
    expect(charset('text/html; Charset="latin1"; x=1')).toEqual({ latin1: 1 })
  })
})

describe('the end of a choice', () => {
  const tools = [{ type: 'function', function: { name: 'f' } }]
  const call = answer({ toolCalls: [toolCall('f', '{}')] })

  test('is told with what led to it', () => {
    expect(ending(answer())).toEqual({ 'finish_reason (no tool calls)': { stop: 1 } })
    expect(ending(call)).toEqual({ 'finish_reason (tool calls, tool_choice auto)': { tool_calls: 1 } })
    expect(ending(answer({ finish: null }))).toEqual({ 'finish_reason (no tool calls)': { null: 1 } })
    expect(ending(answer({ finish: '' }))).toEqual({ 'finish_reason (no tool calls)': { '""': 1 } })
    expect(ending(json({ choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' } }] }))).toEqual({
      'finish_reason (no tool calls)': { absent: 1 },
    })
    expect(ending(answer({}, { finish: 'length' }))).toEqual({
      'finish_reason (no tool calls)': { stop: 1, length: 1 },
    })
    expect(ending(json({}))).toEqual({})
    expect(ending(stream())).toEqual({ 'finish_reason (no tool calls)': { stop: 1 } })
  })

  test('shows whether a forced or forbidden call was made', () => {
    const choice = (tool_choice: Json, reply = call): Shape['traits'] => ending(reply, { tools, tool_choice })
    expect(choice('required')).toEqual({
      'tool_calls (tool_choice required)': { made: 1 },
      'finish_reason (tool calls, tool_choice required)': { tool_calls: 1 },
    })
    expect(choice('none', answer())).toEqual({
      'tool_calls (tool_choice none)': { absent: 1 },
      'finish_reason (no tool calls)': { stop: 1 },
    })
    expect(choice({ type: 'function', function: { name: 'f' } })).toMatchObject({
      'tool_calls (tool_choice named)': { made: 1 },
    })
    expect(choice('auto')).toEqual({ 'finish_reason (tool calls, tool_choice auto)': { tool_calls: 1 } })
    expect(Object.keys(choice({ type: 'allowed_tools' }))).toEqual(['finish_reason (tool calls, tool_choice auto)'])
    expect(Object.keys(choice('other'))).toEqual(['finish_reason (tool calls, tool_choice auto)'])
    expect(ending(answer(), { tools: [], tool_choice: 'none' })).toEqual({
      'finish_reason (no tool calls)': { stop: 1 },
    })
  })

  test('is no value where a stream never ends', () => {
    const open = sse([{ choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }] }])
    expect(ending(open)).toEqual({})
    expect(traits((shape) => addTextEnding(shape, seen(open)))).toEqual({})
  })
})

test('the end of a text completion has no calls to tell of', () => {
  const text = (finish: Json | undefined): unknown =>
    traits((shape) =>
      addTextEnding(
        shape,
        seen(
          json({
            object: 'text_completion',
            choices: [{ index: 0, text: 'a', ...(finish === undefined ? {} : { finish_reason: finish }) }],
          }),
        ),
      ),
    )
  expect(['stop', '', null, undefined].map(text)).toEqual(
    ['stop', '""', 'null', 'absent'].map((end) => ({ 'finish_reason (text)': { [end]: 1 } })),
  )
})

describe('streamed calls', () => {
  const pattern = (...chunks: Fragment[][]): Shape['traits'] =>
    traits((shape) =>
      addCallPattern(
        shape,
        observe(sse(chunks.map((calls) => ({ choices: [{ index: 0, delta: { tool_calls: calls } }] }))))
          .stream as SseStream,
      ),
    )
  const opens = (index: Json, args = '', id = `call_${String(index)}`): Fragment => ({
    index,
    id,
    function: { name: 'f', arguments: args },
  })
  const more = (index: Json, args: string): Fragment => ({ index, function: { arguments: args } })

  test('as OpenAI sends them', () => {
    expect(pattern([opens(0)], [more(0, '{')], [more(0, '}')], [opens(1)], [more(1, '{')], [more(1, '}')])).toEqual({
      'tool_calls in one chunk': { one: 1 },
      'tool_calls index': { 'counted from 0': 1 },
      'tool_calls arguments': { 'after the opening, in fragments': 2 },
    })
  })

  test('that are none', () => {
    expect(pattern([more(0, '{')])).toEqual({})
    expect(pattern([])).toEqual({})
  })

  test('by how they are numbered', () => {
    const numbers = (...indexes: (Json | undefined)[]): unknown =>
      pattern(
        ...indexes.map((index, at) => [
          {
            ...opens(index ?? null, '', `call_${at}`),
            ...(index === undefined ? { index: undefined as unknown as Json } : {}),
          },
        ]),
      )['tool_calls index']
    expect(numbers(0, 1)).toEqual({ 'counted from 0': 1 })
    expect(numbers(undefined, undefined)).toEqual({ absent: 1 })
    expect(numbers(0, 0)).toEqual({ repeated: 1 })
    expect(numbers(1, 2)).toEqual({ 'not counted from 0': 1 })
    expect(numbers(0, undefined)).toEqual({ 'not counted from 0': 1 })
  })

  test('by how many share a chunk', () => {
    expect(pattern([opens(0), opens(1)])['tool_calls in one chunk']).toEqual({ several: 1 })
    expect(pattern([opens(0), opens(1)], [more(0, '{}')])['tool_calls in one chunk']).toEqual({ several: 1 })
  })

  test('by where their arguments are', () => {
    const place = (...chunks: Fragment[][]): unknown => pattern(...chunks)['tool_calls arguments']
    expect(place([opens(0, '{}')])).toEqual({ 'whole, with the opening': 1 })
    expect(place([opens(0, '{}')], [more(0, '')])).toEqual({ 'whole, with the opening': 1 })
    expect(place([opens(0, '{')], [more(0, '}')])).toEqual({ 'from the opening on': 1 })
    expect(place([opens(0)], [more(0, '{}')])).toEqual({ 'after the opening, in one fragment': 1 })
    expect(place([opens(0)], [more(0, '{'), more(0, '}')])).toEqual({ 'after the opening, in fragments': 1 })
    expect(place([opens(0)])).toEqual({ empty: 1 })
    expect(place([{ index: 0, id: 'a', function: 'f' }], [{ index: 0 }])).toEqual({ empty: 1 })
    expect(place([{ index: 0, id: 'a', function: { name: 'f' } }], [more(0, '{}')])).toEqual({
      'after the opening, in one fragment': 1,
    })
  })

  test('that repeat their id or name go on, and another id begins another', () => {
    expect(pattern([opens(0)], [opens(0, '{}')])['tool_calls arguments']).toEqual({
      'after the opening, in one fragment': 1,
    })
    expect(
      pattern([opens(0)], [{ index: 0, function: { name: 'f', arguments: '{}' } }])['tool_calls arguments'],
    ).toEqual({ 'after the opening, in one fragment': 1 })
    expect(pattern([opens(0, '{}', 'a')], [opens(0, '{}', 'b')])['tool_calls index']).toEqual({ repeated: 1 })
    expect(
      pattern([opens(0, '', 'a'), opens(1, '', 'b')], [more(0, '{}')], [more(1, '{}')])['tool_calls arguments'],
    ).toEqual({ 'after the opening, in one fragment': 2 })
  })

  test('of each choice', () => {
    const both = observe(
      sse([
        {
          choices: [
            { index: 0, delta: { tool_calls: [opens(0)] } },
            { index: 1, delta: { tool_calls: [opens(0, '{}')] } },
            { index: 2, delta: { tool_calls: ['none'] } },
          ],
        },
      ]),
    ).stream as SseStream
    expect(traits((shape) => addCallPattern(shape, both))).toEqual({
      'tool_calls in one chunk': { one: 2 },
      'tool_calls index': { 'counted from 0': 2 },
      'tool_calls arguments': { empty: 1, 'whole, with the opening': 1 },
    })
  })
})
