import { expect, test } from 'vitest'
import { verdictTitle } from './verdict-title.ts'

test.for([
  ['conforms', 0, 'CONFORMS'],
  ['conforms', 1, 'CONFORMS but for 1 known deviation'],
  ['conforms', 35, 'CONFORMS but for 35 known deviations'],
  ['does-not-conform', 3, 'DOES NOT CONFORM'],
  ['could-not-judge', 3, 'COULD NOT JUDGE'],
] as const)('%s with %i known deviations: %s', ([verdict, known, title]) => {
  expect(verdictTitle({ verdict, known })).toBe(title)
})
