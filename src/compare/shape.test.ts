import { describe, expect, test } from 'vitest'
import { diffShapes } from './diff-shapes.ts'
import { addTrait, addValue, emptyShape, mergeShape, objectsAt, presence, total, type Shape } from './shape.ts'

const of = (value: unknown, ...closed: string[]): Shape => {
  const shape = emptyShape()
  addValue(shape, value, new Set(closed))
  return shape
}
const types = (shape: Shape): Record<string, Record<string, number>> =>
  Object.fromEntries(Object.entries(shape.paths).map(([path, facts]) => [path, facts.types]))

describe('a value as a shape', () => {
  test('has each path with the types that were there, elements of arrays together', () => {
    expect(types(of({ a: [{ b: 1 }, { b: 'x' }, null], c: 1.5, d: true }))).toEqual({
      $: { object: 1 },
      '$.a': { array: 1 },
      '$.a[]': { object: 2, null: 1 },
      '$.a[].b': { integer: 1, string: 1 },
      '$.c': { number: 1 },
      '$.d': { boolean: 1 },
    })
  })

  test('keeps texts where the contract closes them, and nowhere else', () => {
    const shape = of(
      { object: 'list', data: [{ object: 'model', id: 'x' }, { object: 'model' }, { object: 7 }] },
      '$.object',
      '$.data[].object',
    )
    expect(shape.paths['$.object']).toEqual({ types: { string: 1 }, values: { list: 1 } })
    expect(shape.paths['$.data[].object']).toEqual({ types: { string: 2, integer: 1 }, values: { model: 2 } })
    expect(shape.paths['$.data[].id']).toEqual({ types: { string: 1 } })
  })

  test('ends where the client gets its own back', () => {
    const inner = { own: { deep: 1 } }
    for (const body of [
      { metadata: inner },
      { response: { metadata: inner } },
      { tools: [{ parameters: inner }] },
      { schema: inner },
      { input_schema: inner },
      { output_schema: inner },
    ]) {
      expect(Object.keys(of(body).paths).filter((path) => path.includes('own'))).toEqual([])
    }
    for (const body of [
      { choices: { metadata: inner } },
      { metadatas: inner },
      { parameters: { x: 1 }, parameter: inner },
    ]) {
      expect(Object.keys(of(body).paths).filter((path) => path.endsWith('own.deep'))).toHaveLength(1)
    }
  })

  test('ends at a depth that no wire object has', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) })
    expect(Object.keys(of(nested(64)).paths)).toHaveLength(65)
    expect(Object.keys(of(nested(100)).paths)).toHaveLength(65)
    const list = (levels: number): unknown => (levels === 0 ? 1 : [list(levels - 1)])
    expect(Object.keys(of(list(100)).paths)).toHaveLength(65)
  })
})

test('a path is counted by its types, its objects by their own', () => {
  const shape = of([{ a: 1 }, { a: null }, 'text'])
  expect([
    presence(shape, '$[]'),
    presence(shape, '$[].a'),
    presence(shape, '$.gone'),
    objectsAt(shape, '$[]'),
    objectsAt(shape, '$'),
    objectsAt(shape, '$.gone'),
  ]).toEqual([3, 2, 0, 2, 0, 0])
  expect(total({ a: 2, b: 3 })).toBe(5)
})

test('shapes add up', () => {
  const into = of({ a: 'x' }, '$.a')
  addTrait(into, 'format', 'JSON')
  const from = of({ a: 'y', b: 'x', c: null }, '$.a', '$.b')
  addTrait(from, 'format', 'JSON')
  addTrait(from, 'format', 'text')
  addTrait(from, 'events.done', 'last')
  mergeShape(into, from)
  expect(into).toEqual({
    paths: {
      $: { types: { object: 2 } },
      '$.a': { types: { string: 2 }, values: { x: 1, y: 1 } },
      '$.b': { types: { string: 1 }, values: { x: 1 } },
      '$.c': { types: { null: 1 } },
    },
    traits: { format: { JSON: 2, text: 1 }, 'events.done': { last: 1 } },
  })
})

test.for(['__proto__', 'constructor', 'toString'])(
  'a value that is called %s is counted, and told from others',
  (value) => {
    const ended = (finish: string): Shape => {
      const shape = emptyShape()
      addTrait(shape, 'finish_reason (text)', finish)
      return shape
    }
    expect(Object.entries(ended(value).traits['finish_reason (text)'] ?? {})).toEqual([[value, 1]])
    expect(diffShapes(ended(value), ended('stop'), 'answer')).toMatchObject([
      { path: 'finish_reason (text)', target: value, reference: 'stop' },
    ])
    // Facts are read from JSON, so their objects have a prototype.
    expect(diffShapes(ended(value), JSON.parse(JSON.stringify(ended('stop'))) as Shape, 'answer')).toHaveLength(1)
  },
)
