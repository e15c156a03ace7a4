import { expect, test } from 'vitest'
import { findingText, inconclusive, measured } from './finding.ts'

test('a finding that was read from many answers says from how many', () => {
  expect(findingText({ message: 'no id' })).toBe('no id')
  expect(findingText({ message: 'no id', answers: { with: 2, of: 7 } })).toBe('no id (in 2 of 7 answers)')
})

test('what a rule returns besides findings', () => {
  expect(inconclusive('the model called nothing')).toEqual({ inconclusive: 'the model called nothing' })
  expect(measured('3 of 4')).toEqual({ measured: '3 of 4' })
})
