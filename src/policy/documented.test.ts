import { expect, test } from 'vitest'
import { rule } from '../../tests/rule-result.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { notSeen, withDocumented } from './documented.ts'
import { namedPreset } from './preset-file.ts'

const preset = {
  ...namedPreset('openai', 'a test'),
  deviations: [
    { rules: ['chat/**'], reason: 'in chat', link: 'https://example.org', seen: '2026-11-25' },
    { rules: ['stop/b/z', 'stop/c/*'], reason: 'in stop', observed: '1 of 2', seen: '2026-11-24' },
  ],
}

test('a failure that is documented is marked with where and when, and no other', () => {
  const rules = withDocumented(
    [rule('chat/a/x', 'fail'), rule('chat/a/y', 'pass'), rule('stop/c/q', 'fail'), rule('tools/a/x', 'fail')],
    preset,
  )
  expect(rules.map(({ known }) => known)).toEqual([
    {
      rule: 'chat/**',
      reason: 'in chat',
      link: 'https://example.org',
      documented: { preset: 'openai', seen: '2026-11-25' },
    },
    undefined,
    { rule: 'stop/c/*', reason: 'in stop', documented: { preset: 'openai', seen: '2026-11-24', observed: '1 of 2' } },
    undefined,
  ])
})

test('what the user listed stays as he has it; without a preset nothing is excused', () => {
  const own = { rule: 'chat/a/x', reason: 'mine' }
  expect(withDocumented([rule('chat/a/x', 'fail', { known: own })], preset)[0]?.known).toBe(own)
  expect(withDocumented([rule('chat/a/x', 'fail')], undefined)[0]?.known).toBeUndefined()
})

test('a departure is not seen where its rules were judged and none failed', () => {
  const reasons = (...rules: RuleResult[]): string[] => notSeen(preset, rules).map(({ deviation }) => deviation.reason)
  expect(reasons(rule('chat/a/x', 'pass'), rule('stop/b/z', 'skip'))).toEqual(['in chat'])
  expect(reasons(rule('chat/a/x', 'pass'), rule('chat/a/y', 'fail'), rule('stop/b/z', 'pass'))).toEqual(['in stop'])
  expect(reasons(rule('chat/a/x', 'inconclusive'))).toEqual([])
})
