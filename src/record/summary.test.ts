import { describe, expect, test } from 'vitest'
import { rule } from '../../tests/rule-result.ts'
import type { ReasonCode } from '../judge/reason.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { ProfileVerdict } from '../policy/profile-verdict.ts'
import { levelGate } from './gate.ts'
import type { FailOn } from './options.ts'
import { summarize } from './summary.ts'

const known = { known: { rule: '**', reason: 'we live with it' } }
const passing = [rule('a/must/holds', 'pass'), rule('a/should/holds', 'pass', { level: 'should' })]
const verdict = (rules: RuleResult[], failOn: FailOn = 'must', interrupted = false): unknown[] => {
  const { verdict: is, exitCode, sentence } = summarize([...passing, ...rules], levelGate(failOn), { interrupted })
  return [is, exitCode, sentence]
}
const open = (outcome: 'error' | 'skip' | 'inconclusive', code: ReasonCode, level: 'must' | 'should'): RuleResult =>
  rule(`a/${level}/open`, outcome, { level, code, reason: 'why it is open' })

describe('what fails', () => {
  const mustFails = rule('a/must/fails', 'fail')
  const shouldFails = rule('a/should/fails', 'fail', { level: 'should' })

  test('counts from its level on', () => {
    expect(verdict([])).toEqual(['conforms', 0, '2 rules judged, none fails.'])
    expect(verdict([mustFails])).toEqual(['does-not-conform', 1, '1 must rule fails.'])
    expect(verdict([shouldFails])).toEqual(['conforms', 0, '3 rules judged, no must rule fails; 1 other rule does.'])
    expect(verdict([mustFails, shouldFails], 'should')).toEqual(['does-not-conform', 1, '2 must or should rules fail.'])
  })

  test('is told with --fail-on never as well, which changes the exit code alone', () => {
    expect(verdict([mustFails], 'never')).toEqual(['does-not-conform', 0, '1 must rule fails.'])
    expect(verdict([shouldFails], 'never')[0]).toBe('conforms')
  })

  test('and is known is counted, and never hidden', () => {
    const rules = [
      ...passing,
      rule('a/must/known', 'fail', known),
      rule('a/may/known', 'fail', { level: 'may', ...known }),
    ]
    expect(summarize(rules, levelGate('must'), { interrupted: false })).toMatchObject({
      verdict: 'conforms',
      known: 2,
      sentence: '4 rules judged, no must rule fails but for 2 known deviations.',
    })
    expect(summarize(passing, levelGate('must'), { interrupted: false }).known).toBe(0)
    expect(verdict([mustFails, rule('a/must/known', 'fail', known)])).toEqual([
      'does-not-conform',
      1,
      '1 must rule fails, beside 1 known deviation.',
    ])
  })
})

describe('what has no answer', () => {
  const CODES = [
    ['error', 'no-answer'],
    ['error', 'given-up'],
    ['skip', 'not-recorded'],
    ['skip', 'token-limit'],
  ] as const

  test.for(CODES)('%s, %s: keeps the verdict open where that depends on it', ([outcome, code]) => {
    expect(verdict([open(outcome, code, 'must')]).slice(0, 2)).toEqual(['could-not-judge', 2])
    expect(verdict([open(outcome, code, 'must')], 'never').slice(0, 2)).toEqual(['could-not-judge', 2])
    expect(verdict([open(outcome, code, 'should')], 'should').slice(0, 2)).toEqual(['could-not-judge', 2])
    expect(verdict([open(outcome, code, 'should')])).toEqual([
      'conforms',
      0,
      '2 rules judged, none fails; 1 rule has no answer.',
    ])
    expect(verdict([open(outcome, code, 'must'), rule('a/must/fails', 'fail')]).slice(0, 2)).toEqual([
      'does-not-conform',
      1,
    ])
  })

  test('what the model left open does not', () => {
    expect(verdict([open('inconclusive', 'model', 'must')]).slice(0, 2)).toEqual(['conforms', 0])
    expect(verdict([open('skip', 'no-model', 'must')]).slice(0, 2)).toEqual(['conforms', 0])
  })

  test('a run that was interrupted is open', () => {
    expect(verdict([], 'must', true)).toEqual(['could-not-judge', 2, 'Interrupted. 2 rules judged, none fails.'])
  })
})

describe('clients', () => {
  const client = (id: string, breaks: string[], is: ProfileVerdict['verdict'] = 'breaks'): ProfileVerdict => ({
    id,
    name: id,
    verdict: is,
    measured: '2026-11-30',
    required: 1,
    breaks,
    because: [],
    limits: [],
    open: [],
    openLimits: [],
  })
  const [cline, zed] = [client('Cline', []), client('Zed', [], 'works')]
  const told = (rules: RuleResult[], clients = [cline, zed]): string =>
    summarize(rules, levelGate('must'), { interrupted: false, clients }).sentence

  test('follow the verdict', () => {
    expect(told([rule('a/must/fails', 'fail')])).toBe(
      '1 must rule fails. Of 2 known clients 1 breaks (Cline), 1 works.',
    )
    expect(told(passing)).toBe('2 rules judged, none fails. Of 2 known clients 1 breaks (Cline), 1 works.')
  })

  test('come first where nothing fails and a refusal breaks them, with the refusal that breaks most', () => {
    const refused = (id: string, reason: string): RuleResult => rule(id, 'unsupported', { code: 'refused', reason })
    const rules = [
      ...passing,
      rule('a/must/more', 'pass'),
      refused('a/must/unneeded', 'HTTP 400: no c'),
      refused('a/must/text', 'HTTP 404: no a'),
      refused('a/must/stream', 'HTTP 400: no b.'),
    ]
    const some = [client('A', ['a/must/text']), client('B', ['a/must/stream']), client('C', ['a/must/stream']), zed]
    expect(told(rules, some)).toBe(
      'Of 4 known clients 3 break (A, B, C), 1 works. The server refuses what 2 of them need: HTTP 400: no b. 3 rules judged, none fails.',
    )
    expect(told(rules.slice(0, 4), [zed])).toBe('3 rules judged, none fails. Zed works.')
    expect(told([...rules, rule('a/must/fails', 'fail')], some)).toMatch(/^1 must rule fails\. Of 4 known/)
  })
})
