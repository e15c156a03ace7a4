import { describe, expect, test } from 'vitest'
import { diff, of } from '../../tests/shapes-to-diff.ts'
import { diffShapes, endsInToken } from './diff-shapes.ts'
import { addTrait, emptyShape, mergeShape, type Shape } from './shape.ts'

const times = (count: number, shape: Shape): Shape => {
  const sum = emptyShape()
  for (let at = 0; at < count; at += 1) mergeShape(sum, shape)
  return sum
}

test('equal shapes differ in nothing', () => {
  const shape = of({ a: 1, b: [{ c: null }] })
  addTrait(shape, 'format', 'JSON')
  expect(diff(shape, shape)).toEqual([])
  expect(diff(emptyShape(), emptyShape(), 'observed')).toEqual([])
})

describe('a field left out', () => {
  test('of all its objects, or of some', () => {
    expect(diffShapes(of({}), of({ a: 1 }), 'answer')).toEqual([
      { aspect: 'body', path: '$.a', kind: 'missing', types: [], target: 'absent', reference: 'present' },
    ])
    expect(diff(of({ d: [{ a: 1 }, {}, {}] }), of({ d: [{ a: 1 }] }))).toEqual([
      'missing $.d[].a: absent in 2 of 3 objects | present',
    ])
  })

  test('that is null in the reference', () => {
    expect(diff(of({}), of({ a: null }))).toEqual(['null-or-absent $.a: absent | null'])
    expect(diff(of({ d: [{}] }), of({ d: [{ a: null }, { a: 1 }] }))).toEqual(['missing $.d[].a: absent | present'])
  })

  test('that the reference leaves out too', () => {
    expect(diff(of({ d: [{}] }), of({ d: [{ a: 1 }, {}] }))).toEqual([])
  })

  test('of an object that is not there', () => {
    expect(diff(of({}), of({ o: { a: 1 } }))).toEqual(['missing $.o: absent | present'])
    expect(diff(of({ o: 1 }), of({ o: { a: 1 } }))).toEqual(['type $.o: integer | object'])
  })

  test('that stands in the place of another', () => {
    const call = (...calls: object[]): Shape => of({ calls })
    expect(diff(call({ custom: {} }), call({ function: {} }))).not.toContainEqual(expect.stringContaining('missing'))
    expect(diff(call({ custom: {} }, {}), call({ function: {} }))).toContain(
      'missing $.calls[].function: absent in 1 of 2 objects | present',
    )
    expect(diff(of({ custom: {} }), of({ function: {} }))).toContain('missing $.function: absent | present')
  })

  test('that is no field: an element, a category, a token', () => {
    expect(diff(of({ d: [] }), of({ d: [1] }))).toEqual([])
    expect(diff(of({ moderation: { x: 1 } }), of({ moderation: { y: 1 } }))).toEqual([])
    expect(
      diff(
        of({ choices: [{ logprobs: { top_logprobs: [{ a: 1 }] } }] }),
        of({ choices: [{ logprobs: { top_logprobs: [{ b: 1 }] } }] }),
      ),
    ).toEqual([])
    expect(diff(of({ a: { moderation: { x: 1 } } }), of({ a: { moderation: { y: 1 } } }))).toHaveLength(2)
  })

  test('by the word of many answers', () => {
    const lacking = (count: number): Shape => {
      const shape = times(50, of({ a: 1 }))
      mergeShape(shape, times(count, of({})))
      return shape
    }
    expect(diff(of({}), lacking(1), 'observed')).toEqual(['missing $.a: absent | present in 50 of 51 observed'])
    expect(diff(of({}), lacking(2), 'observed')).toEqual([])
    expect(diff(of({}), times(10, of({ a: null })), 'observed')).toEqual([
      'null-or-absent $.a: absent | null in 10 of 10 observed',
    ])
    expect(diff(of({}), times(9, of({ a: 1 })), 'observed')).toEqual([])
  })
})

describe('a field that is sent', () => {
  test('and not known', () => {
    expect(diffShapes(of({ a: 1 }), of({}), 'answer')).toEqual([
      { aspect: 'body', path: '$.a', kind: 'extra', types: ['integer'], target: 'integer', reference: 'absent' },
    ])
    expect(diff(of({ d: [{ a: 1 }, { a: 'x' }] }), of({ d: [{}] }))).toEqual([
      'extra $.d[].a: integer or string | absent',
    ])
    expect(diff(of({ a: null }), of({}), 'observed')).toEqual(['null-or-absent $.a: null | absent in 1 of 1 observed'])
    expect(diff(of({ d: [{ a: null }, { a: 1 }] }), of({ d: [{}] }))).toEqual([
      'extra $.d[].a: null or integer | absent',
    ])
  })

  test('in an object that the reference does not have', () => {
    expect(diff(of({ o: { a: 1 } }), of({}))).toEqual(['extra $.o: object | absent'])
    expect(diff(of({ d: [1] }), of({ d: [] }))).toEqual([])
  })

  test('with another type', () => {
    expect(diffShapes(of({ a: 'x' }), of({ a: 1 }), 'answer')).toEqual([
      { aspect: 'body', path: '$.a', kind: 'type', types: ['string'], target: 'string', reference: 'integer' },
    ])
    expect(diff(of({ d: ['x', true, 1] }), of({ d: [1, 2, 1.5] }))).toEqual([
      'type $.d[]: string or boolean | integer or number',
    ])
    expect(diff(of({ a: 'x' }), times(3, of({ a: 1 })), 'observed')).toEqual([
      'type $.a: string | integer in 3 of 3 observed',
    ])
  })

  test('with a whole number where any is sent', () => {
    expect(diff(of({ a: 1 }), of({ a: 1.5 }))).toEqual([])
    expect(diff(of({ a: 1.5 }), of({ a: 1 }))).toEqual(['type $.a: number | integer'])
  })

  test('with a type that was seen once, long ago', () => {
    const reference = of({ a: 1 })
    Object.assign(reference.paths['$.a'] ?? {}, { ever: ['null', 'string'] })
    expect(diff(of({ a: null }), reference)).toEqual([])
    Object.assign(reference.paths['$.a'] ?? {}, { types: {} })
    expect(diff(of({ a: true }), reference, 'observed')).toContain(
      'type $.a: boolean | null or string (seldom observed)',
    )
  })

  test('as null, where it may be left out', () => {
    const reference = of({ d: [{ a: 1 }, {}, {}] })
    expect(diff(of({ d: [{ a: null }] }), reference)).toEqual(['null-or-absent $.d[].a: null | absent'])
    expect(diff(of({ d: [{ a: null }] }), reference, 'observed')).toEqual([
      'null-or-absent $.d[].a: null | absent in 2 of 3 observed',
    ])
    expect(diff(of({ d: [{ a: null }] }), of({ d: [{ a: 1 }] }))).toEqual(['type $.d[].a: null | integer'])
    expect(diff(of({ d: [{ a: null }, { a: 'x' }] }), reference)).toEqual(['type $.d[].a: null or string | integer'])
    expect(diff(of({ d: [null] }), of({ d: [1] }))).toEqual(['type $.d[]: null | integer'])
  })

  test('with a value that is not of a closed set', () => {
    const reference = of(
      { object: 'list' },
      { object: 'list' },
      { object: 'a' },
      { object: 'b' },
      { object: 'c' },
      { object: 'd' },
    )
    expect(diff(of({ object: 'list' }), reference)).toEqual([])
    expect(diffShapes(of({ object: 'x' }, { object: 'y' }), reference, 'answer')).toEqual([
      {
        aspect: 'body',
        path: '$.object',
        kind: 'value',
        types: ['string'],
        target: '"x" or "y"',
        reference: '"list" or "a" or "b" or "c"',
      },
    ])
    expect(diff(of({ object: 'x' }), reference, 'observed')).toEqual([
      'value $.object: "x" | "list" in 2, "a" in 1, "b" in 1, "c" in 1 of 6 observed',
    ])
    expect(diff(of({ choices: [{ finish_reason: 'x' }] }), of({ choices: [{ finish_reason: 'stop' }] }))).toEqual([])
    expect(diff(of({ object: 1 }), of({ object: 'list' }))).toEqual(['type $.object: integer | string'])
    expect(diff(of({ object: 'x' }), of({ object: 1 }))).toEqual(['type $.object: string | integer'])
  })
})

test('log probabilities have tokens for keys', () => {
  expect(endsInToken('$.choices[].logprobs.top_logprobs[]. the')).toBe(true)
  expect(endsInToken('$.choices[].logprobs.top_logprobs[]')).toBe(false)
  expect(endsInToken('x$.choices[].logprobs.top_logprobs[].a')).toBe(false)
})
