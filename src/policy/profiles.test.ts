import { describe, expect, test } from 'vitest'
import { rule as anyRule } from '../../tests/rule-result.ts'
import type { Outcome } from '../finding.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { selectFor } from '../plan/select.ts'
import { gateFor, levelGate } from '../record/gate.ts'
import type { FailOn } from '../record/options.ts'
import { summarize } from '../record/summary.ts'
import { judgeProfile, type ProfileVerdict } from './profile-verdict.ts'
import type { Profile } from './profile.ts'

const rule = (id: string, outcome: Outcome, more: Partial<RuleResult> = {}): RuleResult =>
  anyRule(id, outcome, { level: 'may', ...more })
const base: Profile = {
  id: 'base',
  name: 'Base',
  measured: { date: '2026-11-30', by: 'npm run e2e' },
  requires: [{ rules: ['tools/call', 'stop/**'], reason: 'no call arrives' }],
  degrades: [{ rules: ['usage/sum/**'], limit: 'counts are wrong' }],
  survives: [{ rules: ['tools/**'], reason: 'reads none of it' }],
}
const judged = (rules: RuleResult[], profile: Profile = base): ProfileVerdict => judgeProfile(profile, [base], rules)
const all = (outcome: Outcome): RuleResult[] =>
  ['tools/call/id', 'stop/string/ends', 'usage/sum/adds-up', 'tools/other/x', 'chat/id/form'].map((id) =>
    rule(id, outcome),
  )
const changed = (id: string, outcome: Outcome, more: Partial<RuleResult> = {}): RuleResult[] => [
  ...all('pass').filter((one) => one.id !== id),
  rule(id, outcome, more),
]

describe('the verdict on a client', () => {
  test('works where all it needs holds', () => {
    expect(judged(all('pass'))).toMatchObject({ verdict: 'works', required: 2, breaks: [], limits: [], open: [] })
    expect(judged(changed('tools/other/x', 'fail')).verdict).toBe('works')
    expect(judged(changed('chat/id/form', 'fail')).verdict).toBe('works')
  })

  test('breaks where one required rule fails, whatever its level, known deviation or not', () => {
    const known = { rule: 'stop/**', reason: 'we live with it' }
    expect(judged(changed('stop/string/ends', 'fail', { known }))).toMatchObject({
      verdict: 'breaks',
      breaks: ['stop/string/ends'],
      because: [{ reason: 'no call arrives', rules: ['stop/string/ends'] }],
    })
  })

  test('a proper refusal breaks it too; one that is the model’s leaves it open', () => {
    expect(
      judged(changed('tools/call/id', 'unsupported', { code: 'refused', reason: 'HTTP 400: no tools' })).verdict,
    ).toBe('breaks')
    expect(
      judged(
        changed('tools/call/id', 'unsupported', {
          code: 'refused-for-model',
          reason: 'not with this model: HTTP 400: no tools',
        }),
      ),
    ).toMatchObject({ verdict: 'not-judged', open: ['tools/call/id'] })
  })

  test('is limited where only that fails', () => {
    expect(judged(changed('usage/sum/adds-up', 'fail'))).toMatchObject({
      verdict: 'works-with-limits',
      limits: [{ limit: 'counts are wrong', rules: ['usage/sum/adds-up'] }],
    })
    expect(judged(changed('usage/sum/adds-up', 'inconclusive'))).toMatchObject({
      verdict: 'works',
      openLimits: [{ limit: 'counts are wrong' }],
    })
  })

  test.each<Outcome>(['inconclusive', 'error', 'skip'])(
    'is never said to work where a required rule ends in %s',
    (outcome) => {
      expect(judged(changed('stop/string/ends', outcome))).toMatchObject({
        verdict: 'not-judged',
        open: ['stop/string/ends'],
      })
      expect(
        judged([
          ...changed('stop/string/ends', outcome).filter(({ id }) => id !== 'tools/call/id'),
          rule('tools/call/id', 'fail'),
        ]),
      ).toMatchObject({ verdict: 'breaks', open: ['stop/string/ends'] })
    },
  )

  test('one that extends another goes before it', () => {
    const own: Profile = {
      id: 'own',
      name: 'Own',
      extends: 'base',
      requires: [{ rules: ['chat/id/**'], reason: 'keyed by id' }],
      survives: [{ rules: ['stop/**'], reason: 'sends none' }],
    }
    expect(judged(changed('stop/string/ends', 'fail'), own).verdict).toBe('works')
    expect(judged(changed('tools/call/id', 'fail'), own).verdict).toBe('breaks')
    expect(judged(changed('chat/id/form', 'fail'), own)).toMatchObject({ verdict: 'breaks', required: 2 })
  })
})

describe('a run about clients', () => {
  const verdict = (rules: RuleResult[], failOn: FailOn = 'must', clients = [base]): unknown => {
    const gate = gateFor(
      failOn,
      clients.map((client) => judged(rules, client)),
      rules,
    )
    const { exitCode, sentence } = summarize(rules, gate, { interrupted: false })
    return [exitCode, sentence]
  }

  test('fails by what they need, not by levels', () => {
    expect(verdict(all('pass'))).toEqual([0, 'Base works: 5 rules judged, none fails.'])
    expect(verdict(changed('stop/string/ends', 'fail'))).toEqual([1, 'Base breaks: 1 rule that it needs fails.'])
    expect(verdict(changed('stop/string/ends', 'unsupported', { code: 'refused', reason: 'HTTP 400: no' }))).toEqual([
      1,
      'Base breaks: 1 rule that it needs fails.',
    ])
    expect(verdict(changed('usage/sum/adds-up', 'fail', { level: 'must' }))).toEqual([
      0,
      'Base works with limits: 5 rules judged, no rule that it needs fails; 1 other rule does.',
    ])
    expect(verdict(changed('stop/string/ends', 'fail'), 'never')).toEqual([
      0,
      'Base breaks: 1 rule that it needs fails.',
    ])
  })

  test('does not pass where what they need was not judged, unless it was left out by name', () => {
    expect(verdict(changed('stop/string/ends', 'inconclusive', { reason: 'the model said nothing' }))).toEqual([
      2,
      expect.stringContaining('stop/string/ends: the model said nothing'),
    ])
    expect(verdict(changed('stop/string/ends', 'skip', { code: 'not-selected', reason: 'not selected' }))).toEqual([
      0,
      expect.any(String),
    ])
  })

  test('an expected failure is no reason to fail, and the client is still said to break', () => {
    const rules = changed('stop/string/ends', 'fail', { known: { rule: 'stop/**', reason: 'r' } })
    expect(verdict(rules)).toEqual([
      0,
      'Base breaks: 5 rules judged, no rule that it needs fails but for 1 known deviation.',
    ])
    expect(judged(rules).verdict).toBe('breaks')
  })

  test('a client that was not measured makes no run fail by itself: levels decide', () => {
    const { measured: _measured, ...guess } = base
    const broken = changed('stop/string/ends', 'fail', { level: 'should' })
    const told = 'Base breaks (not measured: by its source): '
    expect(verdict(broken, 'must', [guess])).toEqual([
      0,
      `${told}5 rules judged, no must rule fails; 1 other rule does.`,
    ])
    expect(verdict(broken, 'should', [guess])).toEqual([1, `${told}1 must or should rule fails.`])
    const open = changed('stop/string/ends', 'inconclusive', { level: 'should', reason: 'r' })
    expect(verdict(open, 'must', [guess])).toEqual([
      2,
      expect.stringContaining('1 rule that Base needs could not be judged'),
    ])
    const other: Profile = { ...guess, id: 'other', name: 'Other', requires: [{ rules: ['chat/**'], reason: 'r' }] }
    expect(verdict(broken, 'must', [base, other])).toEqual([
      1,
      'Base breaks; of 1 not measured, by its source, 1 works: 1 rule that counts fails.',
    ])
    expect(verdict(changed('chat/id/form', 'fail'), 'must', [base, other])).toEqual([0, expect.any(String)])
    expect(verdict(changed('chat/id/form', 'fail', { level: 'must' }), 'must', [base, other])).toEqual([
      1,
      expect.any(String),
    ])
  })

  test('without clients levels decide', () => {
    const rules = changed('stop/string/ends', 'fail', { level: 'should' })
    expect(
      [levelGate('must'), levelGate('should'), levelGate('never')].map(
        (gate) => summarize(rules, gate, { interrupted: false }).exitCode,
      ),
    ).toEqual([0, 1, 0])
  })

  test('where nothing of what they need is left to run it says so', () => {
    expect(() => selectFor([base], () => [base], [], { only: [], skip: [] })).toThrow(/No rule that Base needs is left/)
  })
})
