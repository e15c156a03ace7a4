import { expect, test } from 'vitest'
import { rememberingComparison, shapeComparison } from './compare-shape.ts'
import { addValue, emptyShape, type Shape } from './shape.ts'

const shapeOf = (value: unknown): Shape => {
  const shape = emptyShape()
  addValue(shape, value, new Set())
  return shape
}
const compareOnce = shapeComparison(() => true)
const REFERENCE = shapeOf({ id: 'a', model: 'b' })
const kinds = (compare: typeof compareOnce, value: unknown, scope = 'chat'): string[] =>
  compare(scope, shapeOf(value), REFERENCE, 'answer').found.map(({ raw }) => `${raw.kind} ${raw.path}`)

test('a shape that came before is compared as it was then', () => {
  const compare = rememberingComparison(() => true)
  const [first, again] = ['c', 'd'].map((id) => compare('chat', shapeOf({ id }), REFERENCE, 'answer'))
  expect(again).toBe(first)
  expect(first).toEqual(compareOnce('chat', shapeOf({ id: 'c' }), REFERENCE, 'answer'))
})

test('shapes are told apart by field, type, count and scope', () => {
  const compare = rememberingComparison(() => true)
  const values = [{ id: 'c' }, { id: 1 }, { id: 'c', model: null }, { id: 'c', model: 'b', object: [] }]
  for (const value of values) {
    expect(kinds(compare, value)).toEqual(kinds(compareOnce, value))
    expect(kinds(compare, value)).toEqual(kinds(compareOnce, value))
  }
  expect(new Set(values.map((value) => kinds(compare, value).join())).size).toBe(values.length)
  expect(compare('chat', shapeOf({ id: 'c' }), REFERENCE, 'answer')).not.toBe(
    compare('responses', shapeOf({ id: 'c' }), REFERENCE, 'answer'),
  )
})
