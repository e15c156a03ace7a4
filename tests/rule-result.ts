import type { Outcome } from '../src/finding.ts'
import type { RuleResult } from '../src/judge/rule-result.ts'

/** What a rule came to, where a test turns on its id and outcome. */
export const rule = (id: string, outcome: Outcome, more: Partial<RuleResult> = {}): RuleResult => ({
  id,
  area: id.split('/')[0] ?? '',
  level: 'must',
  outcome,
  findings: [],
  exchanges: [],
  sentence: 's',
  source: 'x',
  breaks: 'b',
  ...more,
})
