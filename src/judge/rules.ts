import type { Outcome } from '../finding.ts'
import type { Level, Rule, Suite } from '../suite/suite.ts'
import type { Observation } from '../wire/observe.ts'
import { ANSWERED, answeredRule, judgeAnswered } from './answered-rule.ts'
import { judge, type SuiteRecord, type Verdict } from './judge.ts'

/** A rule with its place: what lists, plans and judges work on. */
export interface RuleEntry {
  /** `area/topic/slug`, stable. */
  id: string
  suite: Suite
  rule: Rule
  /** `must` where a client with a profile needs the rule, else what its suite states. */
  level: Level
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
  const entry = (slug: string, rule: Rule, judged: RuleEntry['judge']): RuleEntry => ({
    id: `${suite.id}/${slug}`,
    suite,
    rule,
    // A run of few rules does not look all others up in the profiles.
    get level() {
      return suite.needed?.has(slug) ? 'must' : rule.level
    },
    judge: judged,
  })
  const own = Object.entries(suite.rules).map(([slug, rule]) =>
    entry(slug, rule, (record, pool) => judge(suite, rule, record, pool)),
  )
  const first = answeredRule(suite)
  return first ? [entry(ANSWERED, first, (record) => judgeAnswered(first, record)), ...own] : own
}
