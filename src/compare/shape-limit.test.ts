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
