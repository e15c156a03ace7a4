import { expect, test } from 'vitest'
import { laterOf, versionsBetween } from './versions-between.ts'

const published = ['0.9.0', '0.9.1-rc0', '0.9.1', '0.10.0-rc1', '0.10.0', '0.11.0', '0.12.0']

test('the versions between two are those that are published, both ends included', () => {
  const between = (good: string, bad: string, candidates = false): string[] =>
    versionsBetween(published, { good, bad, candidates })
  expect(between('0.9.0', '0.11.0')).toEqual(['0.9.0', '0.9.1', '0.10.0', '0.11.0'])
  expect(between('0.9.0', '0.11.0', true)).toEqual(['0.9.0', '0.9.1-rc0', '0.9.1', '0.10.0-rc1', '0.10.0', '0.11.0'])
  expect(between('0.11.0', '0.9.0')).toEqual(['0.11.0', '0.10.0', '0.9.1', '0.9.0'])
  // An end may be a candidate, or not be published.
  expect(between('0.10.0-rc1', '0.11.5')).toEqual(['0.10.0-rc1', '0.10.0', '0.11.0', '0.11.5'])
  expect(between('0.11.0', '0.12.0')).toEqual(['0.11.0', '0.12.0'])
})

test('versions are ordered as numbers, a candidate before its release', () => {
  expect(laterOf('0.9.0', '0.10.0')).toBe('0.10.0')
  expect(laterOf('0.10.0', '0.10.0-rc1')).toBe('0.10.0')
  // Not by their letters, in which rc10 comes before rc2.
  expect(laterOf('0.10.0-rc10', '0.10.0-rc2')).toBe('0.10.0-rc10')
})
