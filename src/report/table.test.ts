import { expect, test } from 'vitest'
import { table } from './table.ts'

test('a narrow table is aligned, a wide one is not padded', () => {
  expect(
    table(
      [
        ['a', 'b'],
        ['long', '1'],
      ],
      ['l', 'r'],
    ),
  ).toBe('| a    |  b |\n| :--- | -: |\n| long |  1 |')
  const wide = table([
    ['a', 'b'],
    ['x'.repeat(200), '1'],
  ])
  expect(wide.split('\n')[0]).toBe('| a | b |')
})
