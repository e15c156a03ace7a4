import { ruleMatcher } from '../globs.ts'
import { applyKnown, type KnownDeviation } from '../judge/known.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { Deviation, Preset } from './preset.ts'

/** Marks the failures that the preset documents. What the user listed himself stays as he has it. Pure. */
export function withDocumented(rules: readonly RuleResult[], preset: Preset | undefined): RuleResult[] {
  if (preset === undefined) return [...rules]
  const open = rules.filter(({ known }) => known === undefined)
  // Without versions and dates neither of these matters.
  const { known } = applyKnown(open, documented(preset), { version: null, today: '' })
  return rules.map((rule) => ({
    ...rule,
    ...(known.has(rule.id) ? { known: known.get(rule.id) as KnownDeviation } : {}),
  }))
}

/** What a preset says of departures, as known deviations. */
export const documented = ({ id, deviations = [] }: Preset): KnownDeviation[] =>
  deviations.flatMap(({ rules, reason, link, observed, seen }) =>
    rules.map((rule): KnownDeviation => ({
      rule,
      reason,
      ...(link === undefined ? {} : { link }),
      documented: { preset: id, seen, ...(observed === undefined ? {} : { observed }) },
    })),
  )

/** The departures that a run looked for and did not see: rules of theirs passed, and none failed. */
export const notSeen = (
  { deviations = [] }: Preset,
  rules: readonly RuleResult[],
): { deviation: Deviation; passed: string[] }[] =>
  deviations.flatMap((deviation) => {
    const isMeant = ruleMatcher(deviation.rules)
    const own = rules.filter(({ id }) => isMeant(id))
    const passed = own.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id)
    return passed.length === 0 || own.some(({ outcome }) => outcome === 'fail') ? [] : [{ deviation, passed }]
  })
