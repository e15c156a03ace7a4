import { expect, test } from 'vitest'
import { chat } from '../suite/steps.ts'
import { suite, type ProbeRule } from '../suite/suite.ts'
import { ruleResult, unjudged } from './rule-result.ts'
import { rulesOf, type RuleEntry } from './rules.ts'

const rule: ProbeRule = {
  level: 'should',
  sentence: 'It holds.',
  source: 'https://source',
  breaks: 'nobody',
  violating: [],
  check: function* () {},
}
const entryOf = (more: Partial<ProbeRule>): RuleEntry =>
  rulesOf(
    suite({
      id: 'area/topic',
      about: 'says hello',
      model: 'chat',
      steps: { plain: chat({}) },
      conforming: {},
      rules: { holds: { ...rule, ...more } },
    }),
  )[1] as RuleEntry
const told = {
  id: 'area/topic/holds',
  area: 'area',
  level: 'should',
  sentence: 'It holds.',
  source: 'https://source',
  breaks: 'nobody',
}

test('a result is the verdict with what a reader needs to act on it', () => {
  const verdict = { outcome: 'pass', findings: [], reason: '3 of 4', exchanges: ['a'] } as const
  expect(ruleResult(entryOf({}), { ...verdict, findings: [], exchanges: ['a'] })).toStrictEqual({ ...told, ...verdict })
  expect(
    ruleResult(entryOf({ parameter: 'chat.stop', unseen: true }), { ...verdict, findings: [], exchanges: ['a'] }),
  ).toStrictEqual({ ...told, ...verdict, parameter: 'chat.stop', unseen: true })
})

test('a rule that was left out says why', () => {
  expect(unjudged(entryOf({}), 'not-selected', 'not selected')).toStrictEqual({
    ...told,
    outcome: 'skip',
    code: 'not-selected',
    findings: [],
    reason: 'not selected',
    exchanges: [],
  })
})
