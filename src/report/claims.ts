import { markdownTable } from 'markdown-table'
import type { RuleResult } from '../judge/results.ts'
import { ruleMatcher } from '../plan/plan.ts'
import type { RunRecord } from '../run/record.ts'
import { ollamaClaims as claims } from '../../fixtures/claims.ts'
import { cell, linked } from './markdown-text.ts'
import { effectOf, type Effect } from './parameters.ts'

/** The list of supported features that the server publishes, beside what was observed. */
export function claimsTable({ target, rules }: RunRecord): string[] {
  if (target.server?.software !== claims.server) return []
  const judged = rules.filter(({ reason }) => reason !== 'not selected')
  const rows = claims.claims.map(({ what, rules: globs, claimed }) => {
    const effect = effectOf(globs ? featureRules(judged, globs) : judged.filter(({ parameter }) => parameter === what))
    return [cell(what), claimed ? 'yes' : 'no', effect, told(claimed, effect)]
  })
  return [
    '## Documentation against behaviour',
    `What ${claims.server} lists as supported (${linked(claims.source)}, release ${claims.version}), and what this run saw.`,
    markdownTable([['what', 'documented', 'observed', ''], ...rows]),
  ]
}

/** A feature is there or not by what clients need of it; what is only worth knowing does not decide. */
const featureRules = (rules: readonly RuleResult[], globs: string[]): RuleResult[] => {
  const wanted = ruleMatcher(globs)
  return rules.filter(({ id, level }) => level !== 'may' && wanted(id))
}

function told(claimed: boolean, effect: Effect): string {
  if (effect === 'not judged') return ''
  if (effect === 'no visible effect') return 'accepted; what it does cannot be seen'
  if (claimed) return effect === 'honoured' ? 'as documented' : `**documented, but ${effect}**`
  return effect === 'honoured' ? '**works, though not documented**' : effect === 'refused' ? 'as documented, and said so' : `not documented, and **${effect}** without a word`
}
