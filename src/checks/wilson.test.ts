import { expect, test } from 'vitest'
import { rateText, wilson } from './wilson.ts'

test('the interval of published examples', () => {
  expect(wilson(0, 10)).toMatchObject({ low: 0, high: 0.278 })
  expect(wilson(10, 10)).toMatchObject({ low: 0.722, high: 1 })
  expect(wilson(5, 10)).toMatchObject({ low: 0.237, high: 0.763 })
})

test('nothing counted says nothing', () => {
  expect(wilson(0, 0)).toEqual({ hits: 0, of: 0, low: 0, high: 1 })
  expect(rateText(wilson(0, 0))).toBe('0 of 0')
  expect(rateText(wilson(3, 4))).toBe('3 of 4 (95 % interval 30 % to 95 %)')
})
