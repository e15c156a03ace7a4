import { expect, test } from 'vitest'
import { addValue, emptyShape } from './shape.ts'

test('a hundred thousand fields are no hundred thousand differences', () => {
  const shape = emptyShape()
  for (let round = 0; round < 3; round += 1)
    addValue(
      shape,
      { id: 'a', ...Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, at])) },
      new Set(),
    )
  expect(Object.keys(shape.paths).length).toBe(1000)
  // Those that were there first are counted on.
  expect(shape.paths['$.id']?.types['string']).toBe(3)
})

test('fields that other answers have had are no more', () => {
  const fields = (prefix: string): Record<string, number> =>
    Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`${prefix}${at}`, at]))
  const [one, other, both] = [fields('a'), fields('b'), { ...fields('a'), ...fields('b') }].map((value) => {
    const shape = emptyShape()
    addValue(shape, value, new Set())
    return Object.keys(shape.paths).length
  })
  expect([one, other, both]).toEqual([601, 601, 1000])
})
