import { findingText } from '../finding.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { Cause } from '../report/causes.ts'
import type { Drift } from './drift.ts'

/**
 * Rules that fail, one entry a cause; none for causes whose field is told already. `told` are the rules behind what is told, and get
 * the others of their cause.
 */
export function ruleDrift(rules: readonly RuleResult[], causes: readonly Cause[], told: readonly Drift[]): Drift[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  return causes.flatMap(({ id, symptoms }): Drift[] => {
    const all = [id, ...symptoms]
    const teller = told.find((one) => one.rules.some((rule) => all.includes(rule)))
    if (teller) {
      teller.rules.push(...all.filter((one) => !told.some((drift) => drift.rules.includes(one))))
      return []
    }
    const rule = byId.get(id)
    const [finding] = rule?.findings ?? []
    if (rule === undefined) return []
    return [
      {
        kind: 'rule',
        scope: id.split('/').slice(0, 2).join('/'),
        path: id,
        message: `the reference fails it itself: ${finding === undefined ? rule.sentence : findingText(finding)}`,
        count: finding?.answers?.with ?? 1,
        of: finding?.answers?.of ?? 1,
        example: finding?.exchange ?? rule.exchanges[0] ?? null,
        rules: all,
        changes: [
          {
            file: `suites/${id.split('/').slice(0, 2).join('/')}.ts`,
            at: id.split('/').at(-1) ?? '',
            action: 'replace',
            lines: `// now: ${rule.sentence}`,
          },
        ],
      },
    ]
  })
}
