import { Failure } from '../failure.ts'
import { ruleMatcher } from '../globs.ts'
import { rulesOf } from '../judge/rules.ts'
import { globsOf, neededBy, type Profile } from '../policy/profile.ts'
import type { Suite } from '../suite/suite.ts'
import type { Selection } from './plan.ts'

/** The rules that certain clients need, of those that were selected anyway; without clients the selection as it is. @throws Failure where none is left. */
export function selectFor(
  profiles: readonly Profile[],
  all: () => readonly Profile[],
  suites: readonly Suite[],
  selection: Selection,
): Selection {
  if (profiles.length === 0) return selection
  const needed = neededBy(profiles, all())
  const wanted = selection.only.length === 0 ? () => true : ruleMatcher(selection.only)
  const unwanted = ruleMatcher(selection.skip)
  const only = suites
    .flatMap(rulesOf)
    .map(({ id }) => id)
    .filter((id) => needed(id) && wanted(id) && !unwanted(id))
  if (only.length === 0)
    throw new Failure(
      'NOTHING_SELECTED',
      `No rule that ${profiles.map(({ name }) => name).join(', ')} needs is left by --only and --skip.`,
    )
  return { ...selection, only, skip: [] }
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
