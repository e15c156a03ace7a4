import { describe, expect, test } from 'vitest'
import { diff } from '../../tests/shapes-to-diff.ts'
import { diffShapes } from './diff-shapes.ts'
import { addTrait, emptyShape, type Shape } from './shape.ts'

const traits = (values: Record<string, Record<string, number>>): Shape => ({ paths: {}, traits: values })
const trait = (name: string, value: string): Shape => {
  const shape = emptyShape()
  addTrait(shape, name, value)
  return shape
}

describe('a trait', () => {
  test('that the reference never shows', () => {
    expect(diffShapes(trait('format', 'text'), trait('format', 'JSON'), 'answer')).toEqual([
      { aspect: 'body', path: 'format', kind: 'value', types: [], target: 'text', reference: 'JSON' },
    ])
    expect(diff(trait('format', 'text'), traits({ format: { JSON: 9 } }), 'observed')).toEqual([])
    expect(diff(trait('format', 'text'), traits({ format: { JSON: 9, empty: 1 } }), 'observed')).toEqual([
      'value format: text | JSON in 9, empty in 1 of 10 observed',
    ])
    expect(diff(trait('format', 'text'), traits({ other: { JSON: 20 } }))).toEqual([])
    expect(diff(traits({ format: { text: 1, x: 1, JSON: 1 } }), trait('format', 'JSON'))).toEqual([
      'value format: text, x | JSON',
    ])
  })

  test('has the aspect of its name', () => {
    const aspects = ['headers.x', 'events.done', 'finish_reason (text)', 'tool_calls index', 'format'].map(
      (name) => diffShapes(trait(name, 'a'), trait(name, 'b'), 'answer')[0]?.aspect,
    )
    expect(aspects).toEqual(['headers', 'events', 'finish', 'tool-calls', 'body'])
  })

  test('has the kind of what departs', () => {
    const kind = (name: string, own: string, other: string): string | undefined =>
      diffShapes(trait(name, own), trait(name, other), 'answer')[0]?.kind
    expect(kind('events.usage', 'absent', 'null')).toBe('null-or-absent')
    expect(kind('events.usage', 'null', 'absent')).toBe('null-or-absent')
    expect(kind('events.done', 'absent', 'last')).toBe('missing')
    expect(kind('events.done', 'last', 'absent')).toBe('extra')
    expect(kind('events.done', 'first', 'last')).toBe('order')
    expect(kind('x events.done', 'first', 'last')).toBe('value')
    expect(
      diffShapes(traits({ 'events.done': { absent: 1, twice: 1 } }), trait('events.done', 'last'), 'answer')[0]?.kind,
    ).toBe('order')
    expect(
      diffShapes(trait('events.done', 'first'), traits({ 'events.done': { absent: 1, last: 1 } }), 'answer')[0]?.kind,
    ).toBe('order')
  })

  test('is absent only where the reference always has it', () => {
    const mostly = (present: number, absent: number): string[] =>
      diff(trait('headers.x', 'absent'), traits({ 'headers.x': { present, absent } }), 'observed')
    expect(mostly(98, 2)).toEqual(['missing headers.x: absent | present in 98, absent in 2 of 100 observed'])
    expect(mostly(97, 3)).toEqual([])
    expect(diff(trait('headers.x', 'absent'), traits({ 'headers.x': { present: 1, absent: 1 } }))).toEqual([])
  })

  test("of an end at the limit is the model's, beside many answers", () => {
    const reference = traits({ 'finish_reason (no tool calls)': { stop: 20 } })
    expect(diff(trait('finish_reason (no tool calls)', 'length'), reference, 'observed')).toEqual([])
    expect(diff(trait('finish_reason (no tool calls)', 'length'), reference)).toHaveLength(1)
    expect(diff(trait('finish_reason (no tool calls)', 'eos'), reference, 'observed')).toHaveLength(1)
    expect(
      diff(trait('x finish_reason', 'length'), traits({ 'x finish_reason': { stop: 20 } }), 'observed'),
    ).toHaveLength(1)
  })

  test('is told by how often it was seen, most first, and by name where that is the same', () => {
    expect(diff(trait('format', 'text'), traits({ format: { x: 1, JSON: 2, b: 1, a: 1, z: 9 } }), 'observed')).toEqual([
      'value format: text | z in 9, JSON in 2, a in 1, b in 1 of 14 observed',
    ])
  })

  test('of an order differs from one of several with the same parts', () => {
    const reference = traits({ 'events.order': { 'role, finish': 1, 'role, finish, usage': 1 } })
    expect(diff(trait('events.order', 'finish, role'), reference)).toHaveLength(1)
    expect(diff(trait('events.order', 'usage, role, finish'), reference)).toHaveLength(1)
    expect(diff(trait('events.order', 'usage, finish'), reference)).toEqual([])
  })

  test('of an order differs between streams of the same parts only', () => {
    const order = (own: string): string[] =>
      diff(trait('events.order', own), trait('events.order', 'role, finish, usage'))
    expect(order('finish, role, usage')).toEqual(['order events.order: finish, role, usage | role, finish, usage'])
    expect(order('role, usage')).toEqual([])
    expect(order('role, finish, usage')).toEqual([])
  })
})
