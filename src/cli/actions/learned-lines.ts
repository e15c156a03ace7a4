import type { Profile, Shown } from '../../policy/profile.ts'
import { counted } from '../../report/markdown-text.ts'

interface Places {
  out: string
  /** The commands that gate with the profile, and that measure a guess. */
  gate: string
  again: string
}

/** So many of each kind fit on one screen; the file has them all. */
const MOST_BREAKS = 10
const MOST_LIMITS = 5

/** What was learned, on one screen: what breaks the app first. */
export function learnedLines(profile: Profile, { out, gate, again }: Places): string[] {
  const last = `Written to ${out}. Gate with it: ${gate}`
  const { measured, deviations: { breaks = [], limits = [], survives = [], flaky = [], ...rest } = {} } = profile
  if (!measured) return [guessedLine(profile), `It is a guess. Measure it by a check of the app: ${again}`, last]
  const notTried = rest['not-tried'] ?? []
  const tried = breaks.length + limits.length + survives.length + flaky.length
  return [
    `${profile.name}: ${counted(measured.calls ?? 0, 'call')} recorded, ${counted(tried, 'deviation')} tried.`,
    '',
    ...listed(`Breaks it (${breaks.length}):`, breaks, MOST_BREAKS),
    ...listed(`Limits it (${limits.length}):`, limits, MOST_LIMITS),
    `It survives ${survives.length}.`,
    ...(flaky.length > 0
      ? [`The command was flaky with ${flaky.length}, which count for nothing: ${few(flaky.map(({ name }) => name))}.`]
      : []),
    ...(notTried.length > 0 ? [`Not tried: ${notTried.length} (${few(notTried)}). Go on with --resume.`] : []),
    last,
  ]
}

const FEW = 3
const few = (names: readonly string[]): string =>
  [...names.slice(0, FEW), ...(names.length > FEW ? ['…'] : [])].join(', ')

function listed(title: string, shown: readonly Shown[], most: number): string[] {
  if (shown.length === 0) return []
  const rest = shown.length - most
  return [
    title,
    ...shown.slice(0, most).map(({ name, shows }) => `  ${name}: ${shows}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    '',
  ]
}

function guessedLine(profile: Profile): string {
  const count = (globs: { rules: string[] }[] = []): number => globs.reduce((sum, { rules }) => sum + rules.length, 0)
  return `Learned from ${counted(Number(profile.about?.split(' ')[0]), 'call')}: ${profile.sends?.endpoints.join(', ')}; ${counted(profile.sends?.parameters.length ?? 0, 'parameter')}, ${counted(profile.probes?.length ?? 0, 'probe')}, ${count(profile.requires)} entries required, ${count(profile.degrades)} that limit.`
}
