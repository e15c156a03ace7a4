import { closest } from 'fastest-levenshtein'
import { Failure } from '../failure.ts'
import { ruleMatcher } from '../globs.ts'
import { rulesOf } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { assertGlobsMatch } from '../plan/select.ts'
import { namedProfiles } from '../policy/profile-file.ts'
import type { Profile } from '../policy/profile.ts'
import type { RunOptions } from '../record/options.ts'
import type { Suite } from '../suite/suite.ts'

/**
 * Holds what is selected against the rules that there are, and gives the profiles. Without globs the suites are not needed yet.
 * @throws Failure before anybody is asked.
 */
export async function assertSelection(options: Pick<RunOptions, 'only' | 'skip' | 'profiles'>): Promise<Profile[]> {
  const globs = [...options.only, ...options.skip]
  const profiles = namedProfiles(options.profiles)
  if (globs.length === 0 && profiles.length === 0) return profiles
  const all = await loadSuites({ profiles })
  assertRulesExist(all, globs)
  assertGlobsMatch(
    profiles,
    all.flatMap((suite) => rulesOf(suite).map(({ id }) => id)),
  )
  return profiles
}

/** @throws Failure for a glob that matches no rule, with the nearest rule. */
export function assertRulesExist(suites: readonly Suite[], globs: readonly string[]): void {
  const ids = suites.flatMap((suite) => rulesOf(suite).map(({ id }) => id))
  const names = [...new Set(ids.flatMap((id) => [id, id.split('/').slice(0, 2).join('/'), id.split('/')[0] ?? '']))]
  for (const glob of globs) {
    if (!ids.some(ruleMatcher([glob]))) {
      throw new Failure(
        'RULE_UNKNOWN',
        `No rule matches ${glob}. The nearest is ${closest(glob, names)}; \`ollama-conformance list\` shows all.`,
      )
    }
  }
}
