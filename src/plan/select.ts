import { Failure } from '../failure.ts'
import { ruleMatcher } from '../globs.ts'
import { rulesOf } from '../judge/rules.ts'
import { globsOf, usesEndpoint, type Profile } from '../policy/profile.ts'
import { judgesFor } from '../policy/stance-in-run.ts'
import type { Suite } from '../suite/suite.ts'
import type { Selection } from './plan.ts'
import { suitesReadBy } from './suites-read-by.ts'

/**
 * The rules by which certain clients are judged, of those that were selected anyway, and the suites whose answers these rules read; without
 * clients the selection as it is. Where `only` names rules, nothing else is sent.
 * @throws Failure where none is left.
 */
export function selectFor(
  profiles: readonly Profile[],
  all: () => readonly Profile[],
  suites: readonly Suite[],
  selection: Selection,
): Selection {
  if (profiles.length === 0) return selection
  const judges = profiles.map((profile) => judgesFor(profile, all()))
  const needed = (id: string): boolean => judges.some((one) => one(id))
  const wanted = selection.only.length === 0 ? () => true : ruleMatcher(selection.only)
  const unwanted = ruleMatcher(selection.skip)
  const rules = suites.flatMap(rulesOf).filter(({ id }) => needed(id) && wanted(id) && !unwanted(id))
  if (rules.length === 0)
    throw new Failure(
      'NOTHING_SELECTED',
      `No rule that ${profiles.map(({ name }) => name).join(', ')} needs is left by --only and --skip.`,
    )
  const left = suites.filter((suite) => !rulesOf(suite).every(({ id }) => unwanted(id)))
  const readAlong = selection.only.length === 0 ? suitesReadBy(rules, left, usedBy(profiles, all())) : []
  return { ...selection, only: rules.map(({ id }) => id), skip: [], readAlong }
}

function usedBy(profiles: readonly Profile[], all: readonly Profile[]): (endpoint: string) => boolean {
  const uses = profiles.map((profile) => usesEndpoint(profile, all))
  return (endpoint) => uses.some((one) => one(endpoint))
}

/** @throws Failure for a profile that speaks of rules there are not. */
export function assertGlobsMatch(profiles: readonly Profile[], ids: readonly string[]): void {
  for (const profile of profiles) {
    const glob = globsOf(profile).find((one) => !ids.some(ruleMatcher([one])))
    if (glob !== undefined)
      throw new Failure(
        'PROFILE_INVALID',
        `The profile ${profile.id} names ${glob}, and no rule matches that. \`ollama-conformance list\` shows all rules.`,
      )
  }
}
