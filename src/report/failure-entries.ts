import { findingText } from '../finding.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { ProfileVerdict } from '../policy/profile-verdict.ts'
import { clientName } from '../policy/verdict-words.ts'
import { gateOf } from '../record/gate.ts'
import type { RunRecord } from '../record/record.ts'
import { causesOf } from './causes.ts'
import { failuresOf } from './failures.ts'
import { plain } from './markdown-text.ts'
import { shownProfiles } from './profiles.ts'

/** Characters of what was found; the evidence has all. */
const MOST_FOUND = 160

/** One cause as a reader meets it: the rule that matters most, and the other rules that fail for the same reason. */
export interface FailureEntry {
  /** What happens, where the cause has a name. */
  title: string | null
  rule: RuleResult
  symptoms: RuleResult[]
  /** Names of the clients that break, and of those that lose something. */
  breaks: string[]
  limits: string[]
  /** Whether it makes the run fail. */
  counts: boolean
}

export interface Failures {
  /** What nobody has listed as known. */
  fresh: FailureEntry[]
  known: FailureEntry[]
}

/** What fails by cause, the most important cause first. A cause is known where all its rules are known deviations. */
export function failureEntries(record: RunRecord): Failures {
  const gate = gateOf(record)
  const failing = failuresOf(record)
  // Where a run is about clients, a proper refusal counts as well.
  const refused = record.rules.filter((rule) => rule.outcome !== 'fail' && gate.counts(rule))
  const rank = new Map([...failing, ...refused].map((rule, at) => [rule.id, { rule, at }]))
  const groups = [
    ...causesOf(record).map(({ id, title, symptoms }) => ({ title, ids: [id, ...symptoms] })),
    ...[...Map.groupBy(refused, ({ reason, id }) => reason ?? id)].map(([reason, those]) => ({
      title: those.length === 1 ? (those[0]?.sentence ?? reason) : `The server refuses: ${reason}`,
      ids: those.map(({ id }) => id),
    })),
  ]
  const entries = groups
    .map(({ title, ids }) => ({ title, members: ids.flatMap((id) => rank.get(id) ?? []).sort((a, b) => a.at - b.at) }))
    .sort((a, b) => (a.members[0]?.at ?? 0) - (b.members[0]?.at ?? 0))
    .flatMap(({ title, members }) =>
      entryOf(
        title,
        members.map(({ rule }) => rule),
        shownProfiles(record),
        gate.counts,
      ),
    )
  const { fresh = [], known = [] } = Object.groupBy(entries, ({ rule, symptoms }) =>
    [rule, ...symptoms].every((one) => one.known) ? 'known' : 'fresh',
  )
  return { fresh, known }
}

function entryOf(
  title: string,
  rules: readonly RuleResult[],
  clients: readonly ProfileVerdict[],
  counts: (rule: RuleResult) => boolean,
): FailureEntry[] {
  const [rule, ...symptoms] = rules
  if (rule === undefined) return []
  const ids = new Set(rules.map(({ id }) => id))
  const concerns = (these: readonly string[]): boolean => these.some((id) => ids.has(id))
  const breaking = clients.filter(({ breaks }) => concerns(breaks))
  const limited = clients.filter((one) => !breaking.includes(one) && one.limits.some((limit) => concerns(limit.rules)))
  return [
    {
      title: rules.some(({ sentence }) => sentence === title) ? null : title,
      rule,
      symptoms,
      breaks: breaking.map(clientName),
      limits: limited.map(clientName),
      counts: rules.some((one) => one.known === undefined && counts(one)),
    },
  ]
}

/** What was found of the rule that stands for a cause. */
export function found({ rule: { outcome, reason, findings } }: FailureEntry): string {
  const [first] = findings
  if (first === undefined) return reason === undefined ? outcome : `${outcome}: ${reason}`
  return `${first.kind === 'ignored' ? 'ignored: ' : ''}${plain(findingText(first), MOST_FOUND)}`
}
