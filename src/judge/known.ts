import semver from 'semver'
import { ruleMatcher } from '../globs.ts'
import type { RuleResult } from './rule-result.ts'

/** An expected failure, as the file lists it. Format: `specs/harness/known.schema.json`. */
export interface KnownDeviation {
  /** Rule id, or a glob over ids. */
  rule: string
  reason: string
  /** Issue or documentation. */
  link?: string
  owner?: string
  /** Versions of the server it holds for, as a semver range; all where absent. */
  versions?: string
  /** Last day on which it counts, `YYYY-MM-DD`; none where absent. */
  expires?: string
  /** Of a preset, and not of the user's list: which, the day it was looked up, and the recorded answers that show it. */
  documented?: { preset: string; seen: string; observed?: string }
}

/** What is wrong with an entry, and how to mend it. */
export interface KnownProblem {
  rule: string
  kind: 'passes' | 'matches-nothing' | 'expired'
  message: string
}

export interface Circumstances {
  /** Version of the server that was judged; null where it tells none. */
  version: string | null
  /** Day of the run, `YYYY-MM-DD`. */
  today: string
}

/** The known deviation of each failing rule that has one, and the entries that no longer say the truth. Pure. */
export function applyKnown(
  rules: readonly Pick<RuleResult, 'id' | 'outcome'>[],
  list: readonly KnownDeviation[],
  { version, today }: Circumstances,
): { known: Map<string, KnownDeviation>; problems: KnownProblem[] } {
  const known = new Map<string, KnownDeviation>()
  const problems: KnownProblem[] = []
  for (const entry of list) {
    const isMeant = ruleMatcher([entry.rule])
    const matched = rules.filter(({ id }) => isMeant(id))
    if (matched.length === 0)
      problems.push({
        rule: entry.rule,
        kind: 'matches-nothing',
        message: `no rule matches ${entry.rule}: mend the id, or remove the entry`,
      })
    else if (hasExpired(entry, today))
      problems.push({
        rule: entry.rule,
        kind: 'expired',
        message: `${entry.rule} expired on ${entry.expires}: look whether it still holds, then give it a new date or remove it`,
      })
    else if (holdsFor(entry, version)) {
      const failing = matched.filter(({ outcome }) => outcome === 'fail')
      for (const { id } of failing) if (!known.has(id)) known.set(id, entry)
      if (failing.length === 0 && matched.some(({ outcome }) => outcome === 'pass'))
        problems.push({
          rule: entry.rule,
          kind: 'passes',
          message: `${entry.rule} is listed as failing and passes: remove the entry, or narrow its versions`,
        })
    }
  }
  return { known, problems }
}

/** Whether an entry says of this server, on this day, that its rules fail. */
export const isInForce = (entry: KnownDeviation, { version, today }: Circumstances): boolean =>
  !hasExpired(entry, today) && holdsFor(entry, version)

const hasExpired = ({ expires }: KnownDeviation, today: string): boolean => expires !== undefined && expires < today

/** An entry holds for every server whose version is missing or cannot be read. */
function holdsFor({ versions }: KnownDeviation, version: string | null): boolean {
  const coerced = semver.coerce(version ?? '')
  return versions === undefined || coerced === null || semver.satisfies(coerced, versions, { includePrerelease: true })
}
