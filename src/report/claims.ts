import semver from 'semver'
import type { RuleResult } from '../judge/results.ts'
import { ruleMatcher } from '../plan/plan.ts'
import type { RunRecord } from '../run/record.ts'
import { ollamaClaims, type Claim } from '../../fixtures/claims.ts'
import { cell, linked } from './markdown-text.ts'
import { effectOf, type Effect } from './parameters.ts'
import { table } from './table.ts'

/** The list of supported features that the server publishes, beside what was observed. */
export function claimsTable({ target, rules }: RunRecord): string[] {
  const { server, source, newest, claims } = ollamaClaims
  if (target.server?.software !== server) return []
  const judged = rules.filter(({ reason }) => reason !== 'not selected')
  const release = semver.coerce(target.server.version)?.version ?? newest.release
  const rows = claims.filter((claim) => inForce(claim, release)).flatMap(({ what, rules: globs, claimed, unjudged }) => {
    if (unjudged !== undefined) return [[cell(what), claimed ? 'yes' : 'no', 'not judged', unjudged]]
    const about = globs ? featureRules(judged, globs) : judged.filter(({ parameter }) => parameter === what)
    const effect = effectOf(about)
    return about.length === 0 ? [] : [[cell(what), claimed ? 'yes' : 'no', effect, told(claimed, effect)]]
  })
  if (rows.every(([, , effect]) => effect === 'not judged')) return []
  const read = semver.gt(release, newest.release) ? `the newest list read, of release ${newest.release} and ${newest.date}` : `as of release ${release}`
  return [
    '## Documentation against behaviour',
    `What ${server} lists as supported (${linked(source)}, ${read}), and what this run saw.`,
    table([['what', 'documented', 'observed', ''], ...rows]),
  ]
}

/** Whether the documentation of that release says so. */
const inForce = ({ since, until }: Claim, release: string): boolean =>
  (since === undefined || semver.gte(release, since)) && (until === undefined || semver.lt(release, until))

/** A feature is there or not by what clients need of it; what is only worth knowing does not decide, where there is more. */
function featureRules(rules: readonly RuleResult[], globs: string[]): RuleResult[] {
  const wanted = ruleMatcher(globs)
  const about = rules.filter(({ id }) => wanted(id))
  const needed = about.filter(({ level }) => level !== 'may')
  return needed.length > 0 ? needed : about
}

function told(claimed: boolean, effect: Effect): string {
  if (effect === 'not judged') return ''
  if (effect === 'no visible effect') return 'accepted; what it does cannot be seen'
  if (claimed) return effect === 'honoured' ? 'as documented' : `**documented, but ${effect}**`
  return effect === 'honoured' ? '**works, though not documented**' : effect === 'refused' ? 'as documented, and said so' : `not documented, and **${effect}** without a word`
}
