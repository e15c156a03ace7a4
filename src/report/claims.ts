import semver from 'semver'
import { ruleMatcher } from '../globs.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { ollamaClaims, type Claim } from '../policy/claims.ts'
import type { RunRecord } from '../record/record.ts'
import { cell, linked } from './markdown-text.ts'
import { effectOf, type Effect } from './parameters.ts'
import { table } from './table.ts'

/** One feature: what its documentation says, what the run saw, and what is to be said of it. */
export interface ClaimRow {
  what: string
  documented: 'yes' | 'no'
  observed: Effect
  said: string
  surprising: boolean
}

/** The list of supported features that the server publishes, beside what was observed; null where there is none. */
export function judgedClaims({ target, rules }: RunRecord): { rows: ClaimRow[]; list: string } | null {
  const { server, source, newest, claims } = ollamaClaims
  if (target.server?.software !== server) return null
  const judged = rules.filter(({ code }) => code !== 'not-selected')
  const release = semver.coerce(target.server.version)?.version ?? newest.release
  const rows = claims
    .filter((claim) => inForce(claim, release))
    .flatMap(({ what, rules: globs, claimed, unjudged }): ClaimRow[] => {
      const documented = claimed ? 'yes' : 'no'
      if (unjudged !== undefined)
        return [{ what, documented, observed: 'not judged', said: unjudged, surprising: false }]
      const about = globs ? featureRules(judged, globs) : judged.filter(({ parameter }) => parameter === what)
      const observed = effectOf(about)
      return about.length === 0 ? [] : [{ what, documented, observed, ...told(claimed, observed) }]
    })
  if (rows.every(({ observed }) => observed === 'not judged')) return null
  const read = semver.gt(release, newest.release)
    ? `the newest list read, of release ${newest.release} and ${newest.date}`
    : `as of release ${release}`
  return { rows, list: `What ${server} lists as supported (${source}, ${read}), and what this run saw.` }
}

export function claimsTable(record: RunRecord): string[] {
  const judged = judgedClaims(record)
  if (judged === null) return []
  const rows = judged.rows.map(({ what, documented, observed, said, surprising }) => [
    cell(what),
    documented,
    observed,
    surprising ? `**${said}**` : said,
  ])
  return [
    '## Documentation against behaviour',
    linked(judged.list),
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

function told(claimed: boolean, effect: Effect): Pick<ClaimRow, 'said' | 'surprising'> {
  if (effect === 'not judged') return { said: '', surprising: false }
  if (effect === 'no visible effect') return { said: 'accepted; what it does cannot be seen', surprising: false }
  if (claimed)
    return effect === 'honoured'
      ? { said: 'as documented', surprising: false }
      : { said: `documented, but ${effect}`, surprising: true }
  if (effect === 'honoured') return { said: 'works, though not documented', surprising: true }
  return effect === 'refused'
    ? { said: 'as documented, and said so', surprising: false }
    : { said: `not documented, and ${effect} without a word`, surprising: true }
}
