import { expect, test } from 'vitest'
import { rule } from '../../tests/rule-result.ts'
import { applyKnown, type KnownDeviation } from './known.ts'

const rules = [rule('tools/a/x', 'fail'), rule('tools/a/y', 'pass'), rule('stop/b/z', 'pass'), rule('stop/c/z', 'skip')]
const apply = (entry: Omit<KnownDeviation, 'reason'>, version: string | null = '0.32.15') => {
  const { known, problems } = applyKnown(rules, [{ reason: 'r', ...entry }], { version, today: '2026-11-24' })
  return { known: [...known.keys()], problems: problems.map(({ kind }) => kind) }
}

test('a listed failure is known; what passes beside it is no problem', () => {
  expect(apply({ rule: 'tools/**' })).toEqual({ known: ['tools/a/x'], problems: [] })
})

test('a listed rule that passes, matches nothing, or has expired is a problem', () => {
  expect(apply({ rule: 'stop/b/z' })).toEqual({ known: [], problems: ['passes'] })
  expect(apply({ rule: 'stop/nothing/here' })).toEqual({ known: [], problems: ['matches-nothing'] })
  expect(apply({ rule: 'tools/a/x', expires: '2026-11-23' })).toEqual({ known: [], problems: ['expired'] })
  expect(apply({ rule: 'tools/a/x', expires: '2026-11-24' })).toEqual({ known: ['tools/a/x'], problems: [] })
})

test('a rule that was not judged is neither', () => {
  expect(apply({ rule: 'stop/c/z' })).toEqual({ known: [], problems: [] })
})

test('outside its versions an entry says nothing', () => {
  expect(apply({ rule: 'tools/a/x', versions: '<0.30' })).toEqual({ known: [], problems: [] })
  expect(apply({ rule: 'stop/b/z', versions: '<0.30' })).toEqual({ known: [], problems: [] })
  expect(apply({ rule: 'tools/a/x', versions: '>=0.5 <1' }, '0.33.0-rc1')).toEqual({
    known: ['tools/a/x'],
    problems: [],
  })
  expect(apply({ rule: 'tools/a/x', versions: '<0.30' }, null)).toEqual({ known: ['tools/a/x'], problems: [] })
})
