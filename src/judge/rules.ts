import type { Outcome } from '../finding.ts'
import type { Rule, Suite } from '../suite/suite.ts'
import type { Observation } from '../wire/observe.ts'
import { ANSWERED, answeredRule, judgeAnswered } from './answered-rule.ts'
import { judge, type SuiteRecord, type Verdict } from './judge.ts'

/** A rule with its place: what lists, plans and judges work on. */
export interface RuleEntry {
  /** `area/topic/slug`, stable. */
  id: string
  suite: Suite
  rule: Rule
  judge: (record: SuiteRecord, pool: readonly Observation[]) => Verdict
}

/** How rules come out, by id: for a second opinion on the same exchanges. */
export const outcomesOf = (
  entries: readonly RuleEntry[],
  records: ReadonlyMap<string, SuiteRecord>,
  pool: readonly Observation[],
): Map<string, Outcome> =>
  new Map(entries.map(({ id, suite, judge: judged }) => [id, judged(records.get(suite.id) ?? {}, pool).outcome]))

/** All rules of a suite: the one that the requests are answered, then its own. */
export function rulesOf(suite: Suite): RuleEntry[] {
  const own = Object.entries(suite.rules).map(([slug, rule]): RuleEntry => ({
    id: `${suite.id}/${slug}`,
    suite,
    rule,
    judge: (record, pool) => judge(suite, rule, record, pool),
  }))
  const first = answeredRule(suite)
  if (!first) return own
  return [
    { id: `${suite.id}/${ANSWERED}`, suite, rule: first, judge: (record) => judgeAnswered(first, record) },
    ...own,
  ]
}
