import type { Difference } from '../compare/difference.ts'
import { ruleMatcher } from '../globs.ts'
import { rulesOf } from '../judge/rules.ts'
import type { ChosenModels } from '../suite/models.ts'
import type { Suite } from '../suite/suite.ts'
import type { Preset } from './preset.ts'
import { withheld } from './withheld.ts'

/** The suites whose answers by this preset count as OpenAI's would; all where the reference is none. Pure. */
export const judgedBy = (preset: Preset | undefined, suites: readonly Suite[], models: ChosenModels): Suite[] =>
  suites.filter((suite) => noExample(preset, suite, models) === undefined)

/** Why a preset is no example for a suite; undefined where it is. */
export function noExample(preset: Preset | undefined, suite: Suite, models: ChosenModels): string | undefined {
  if (preset === undefined) return undefined
  const { judges, cannot } = preset.reference
  const excluded = cannot.find(({ suites: excludes = [] }) => ruleMatcher(excludes)(suite.id))
  if (excluded) return excluded.reason
  if (!ruleMatcher(judges)(suite.id)) return 'nothing is known that would make it an example for this'
  const own = rulesOf(suite).map((entry) => withheld(preset, entry, models))
  return own.length > 0 && own.every((reason) => reason !== undefined) ? own[0] : undefined
}

/** Fields of answers in which the preset is known to depart itself. */
export function unlikeFields(preset: Preset | undefined, suites: readonly Suite[]): string[] {
  if (preset === undefined) return []
  const departs = ruleMatcher((preset.deviations ?? []).flatMap(({ rules }) => rules))
  const rows = suites.flatMap(({ id, contract }) =>
    [...(contract?.rows ?? [])].flatMap(([slug, { path }]) => (departs(`${id}/${slug}`) ? [path] : [])),
  )
  return [...new Set([...preset.reference.cannot.flatMap(({ fields = [] }) => fields), ...rows])]
}

/** The differences that the reference can be held up for: none at, or inside, a field in which it departs itself. */
export const withoutFields = (differences: readonly Difference[], fields: readonly string[]): Difference[] =>
  differences.filter(
    ({ path }) =>
      !fields.some((field) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`)),
  )
