import { ANSWERED } from '../judge/answered-rule.ts'
import { open } from '../judge/reason.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { RuleChange } from './rule-change.ts'

export type RulesById = ReadonlyMap<string, RuleResult>

export const byId = (rules: readonly RuleResult[]): RulesById => new Map(rules.map((rule) => [rule.id, rule]))

const UNCONFIRMED = open('model', 'the change may be chance, and a side cannot be asked again')

/** The rules of the last stage without what may be chance: clients and the verdict are judged by these. */
export function steadyRules(
  before: RulesById,
  after: readonly RuleResult[],
  changes: readonly RuleChange[],
): RuleResult[] {
  const kinds = new Map(changes.map(({ id, kind, outcomes }) => [id, { kind, mended: outcomes[0] === 'fail' }]))
  return after.map((rule) => {
    const change = kinds.get(rule.id)
    const earlier = before.get(rule.id) ?? rule
    if (change?.kind === 'unsteady') return earlier
    if (change?.kind !== 'unconfirmed') return rule
    return change.mended ? earlier : { ...rule, ...UNCONFIRMED, findings: [] }
  })
}

/**
 * Whether the server gave no answer in kind, as where an endpoint is new: no client can have relied on one. `rules` are all of
 * its stage.
 */
export const hadNoAnswer = ({ id, code }: RuleResult, rules: RulesById): boolean =>
  code === 'unanswered' || (code !== undefined && rules.get(`${suiteOf(id)}/${ANSWERED}`)?.outcome === 'fail')

const suiteOf = (id: string): string => id.split('/').slice(0, 2).join('/')

/** The rules of the first stage, for clients: what was not answered did not hold. */
export function earlierRules(rules: readonly RuleResult[]): RuleResult[] {
  const all = byId(rules)
  return rules.map((rule) => (hadNoAnswer(rule, all) ? { ...rule, outcome: 'fail' } : rule))
}
