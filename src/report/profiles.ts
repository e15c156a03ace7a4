import type { ProfileVerdict } from '../policy/profile-verdict.ts'
import { verdictWords } from '../policy/verdict-words.ts'
import type { RunRecord } from '../record/record.ts'
import { cell, code, counted, prose } from './markdown-text.ts'
import type { Refer } from './refer.ts'
import { table } from './table.ts'

/** A reader who wants more than this of one client looks into the record. */
const MOST = 3

/** The clients that the run is about, or else all that the project knows. */
export function shownProfiles({ options, profiles }: RunRecord): ProfileVerdict[] {
  const asked = new Set(options.profiles.map(({ id }) => id))
  return profiles.filter(({ id }) => asked.size === 0 || asked.has(id))
}

const loudly = (words: string): string => words.replace(/^breaks/, '**breaks**')

/** How each of them fares. */
export function profileTable(record: RunRecord): string[] {
  const shown = shownProfiles(record)
  if (shown.length === 0) return []
  const rows = shown.map((profile) => [
    cell(profile.name),
    loudly(verdictWords(profile)),
    because(profile, record)
      .map((line) => cell(line))
      .join('<br>'),
  ])
  return [
    '## Clients',
    prose(
      'What each client depends on is in `specs/profiles`, with its source. A known deviation does not hide that a client breaks.',
    ),
    table([['client', 'here', 'why'], ...rows]),
  ]
}

const ORDER: ProfileVerdict['verdict'][] = ['breaks', 'not-judged', 'works-with-limits', 'works']

export const worstFirst = (profiles: readonly ProfileVerdict[]): ProfileVerdict[] =>
  profiles.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))

/** How each of them fares, a line a client: those that break first. */
export function profileSummary(record: RunRecord, refer: Refer): string[] {
  const all = worstFirst(shownProfiles(record))
  if (all.length === 0) return []
  const { shown, others } = withoutOpen(all, record)
  const rows = shown.map((profile) => {
    const [first = '', ...more] = because(profile, record)
    const isLimited = profile.verdict === 'not-judged' && profile.limits.length > 0
    return [
      cell(profile.name),
      isLimited ? 'limited; the rest is not judged' : loudly(verdictWords(profile)),
      `${cell(first)}${more.length > 0 ? ` (${refer('clients', `${more.length} more`)})` : ''}`,
    ]
  })
  return ['## Clients', ...(rows.length > 0 ? [table([['client', 'here', 'why'], ...rows])] : []), ...others]
}

/** No captured traffic shows all that a client needs. That is said once, unless the clients were asked for. */
function withoutOpen(
  all: readonly ProfileVerdict[],
  { capture, options }: RunRecord,
): { shown: readonly ProfileVerdict[]; others: string[] } {
  if (capture === undefined || options.profiles.length > 0) return { shown: all, others: [] }
  const shown = all.filter(({ verdict, limits }) => verdict !== 'not-judged' || limits.length > 0)
  const left = all.length - shown.length
  const told = `Nothing that ${counted(left, `${shown.length > 0 ? 'other' : 'known'} client`)} ${left === 1 ? 'needs' : 'need'} fails in these calls. Captured traffic does not show all of it, so none of them is said to work. \`--profile NAME\` says what is open for one.`
  return { shown, others: left > 0 ? [told] : [] }
}

/** One line for the console. */
export function profileLine(profile: ProfileVerdict, record: RunRecord): string {
  const [first, ...more] = because(profile, record)
  const told = first === undefined ? '' : `: ${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}`
  return `${profile.name} ${verdictWords(profile)}${told}`
}

/** Why a client fares as it does, a line each. */
export function because(
  { because: reasons, limits, open, openLimits, required }: ProfileVerdict,
  { rules }: RunRecord,
): string[] {
  const breaks = reasons.map(({ reason, rules: ids }) => `${reason} (${some(ids)})`)
  const limited = limits.map(({ limit, rules: ids }) => `${breaks.length > 0 ? 'Also: ' : ''}${limit} (${some(ids)})`)
  const reasonOf = new Map(open.length > 0 ? rules.map(({ id, reason }) => [id, reason]) : [])
  const byReason = [...Map.groupBy(open, (id) => reasonOf.get(id) ?? 'not selected')]
  const unjudged = byReason.map(([reason, ids]) => `Not judged, ${reason}: ${some(ids)}`)
  return [
    ...breaks,
    ...limited,
    ...(open.length > 0 ? [`${open.length} of the ${required} rules it needs could not be judged.`, ...unjudged] : []),
    ...(openLimits.length > 0 ? [`${counted(openLimits.length, 'limit')} could not be judged.`] : []),
  ]
}

const some = (ids: readonly string[]): string =>
  `${ids
    .slice(0, MOST)
    .map((id) => code(id))
    .join(', ')}${ids.length > MOST ? ` and ${ids.length - MOST} more` : ''}`
