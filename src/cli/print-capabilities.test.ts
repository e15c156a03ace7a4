import { expect, test } from 'vitest'
import { recordOf } from '../../tests/formats/records.ts'
import type { CapabilityState, CapabilityVerdict } from '../policy/capabilities.ts'
import { capabilityLines } from './print-capabilities.ts'

const lines = (...capabilities: [name: string, state: CapabilityState][]): string[] =>
  capabilityLines({
    ...recordOf([]),
    capabilities: capabilities.map(([name, state], at): CapabilityVerdict => ({
      id: `c${at}`,
      name,
      group: 'g',
      state,
      why: null,
      failing: [],
      open: [],
    })),
  })

test('the counts, and the names of what does not work', () => {
  expect(
    lines(['Chat', 'works'], ['Several (`n`)', 'ignored'], ['Images', 'not-judged'], ['`echo`', 'ignored']),
  ).toEqual([
    '1 of 4 capabilities work, 2 ignored, 1 not judged',
    '  ignored     Several (n), echo',
    '  not judged  Images',
  ])
  expect(lines(['Chat', 'works'])).toEqual(['1 of 1 capability works'])
  expect(lines()).toEqual([])
})

test('80 columns are enough, and no name is lost', () => {
  const names = Array.from({ length: 30 }, (_, at) => `Capability number ${at}`)
  const [, ...shown] = lines(...names.map((name): [string, CapabilityState] => [name, 'partly']))
  expect(Math.max(...shown.map(({ length }) => length))).toBeLessThanOrEqual(80)
  expect(shown.map((line) => line.slice(14)).join(' ')).toBe(names.join(', '))
})
