import type { ProfileVerdict } from './profile-verdict.ts'

/** By rule, the ids of the clients that it breaks or limits, or may. A verdict names the rules that a client lacks, not those it has. */
export function clientsByRule(profiles: readonly ProfileVerdict[]): Map<string, string[]> {
  const pairs = profiles.flatMap(({ id, breaks, limits, open, openLimits }) =>
    [...breaks, ...open, ...[...limits, ...openLimits].flatMap(({ rules }) => rules)].map(
      (rule) => [rule, id] as const,
    ),
  )
  return new Map(
    [...Map.groupBy(pairs, ([rule]) => rule)].map(([rule, group]) => [
      rule,
      [...new Set(group.map(([, client]) => client))],
    ]),
  )
}
