import type { RunRecord } from '../record/record.ts'
import { anchorOf } from './anchor.ts'
import { seenAt } from './captured.ts'
import { failureEntries, found, type FailureEntry } from './failure-entries.ts'
import { cell, code, counted } from './markdown-text.ts'
import type { Refer } from './refer.ts'
import { table } from './table.ts'

/** One screen of them; all are in `evidence.md`. */
const MOST_ROWS = 30
/** Clients that are named in a row. */
const MOST_NAMES = 3

/** The failures that count, by cause, the most important one first; then how many do not count, and what is known. */
export function failureTables(record: RunRecord, refer: Refer): string[] {
  const { fresh, known } = failureEntries(record)
  const counting = fresh.filter(({ counts }) => counts)
  const lesser = fresh.filter(({ counts }) => !counts)
  // Where nothing counts, what matters most to clients is still worth a screen.
  const shown = counting.length > 0 ? counting : lesser
  return [
    ...(shown.length > 0
      ? [
          counting.length > 0 ? '## What fails' : '## What fails, and does not count',
          tableOf(shown, refer),
          ...leftOut(shown.length),
        ]
      : []),
    ...(counting.length > 0 && lesser.length > 0
      ? [
          `${counted(lesser.length, 'further cause')} of failures ${lesser.length === 1 ? 'does' : 'do'} not make the run fail. The ${refer('failures', 'evidence')} has each.`,
        ]
      : []),
    ...(known.length > 0
      ? [`## Known deviations (${known.length})`, knownTable(known, refer), ...leftOut(known.length)]
      : []),
  ]
}

const tableOf = (entries: readonly FailureEntry[], refer: Refer): string =>
  table([
    ['what happens', 'who is hit', 'level', 'rule'],
    ...entries
      .slice(0, MOST_ROWS)
      .map((entry) => [whatHappens(entry), whoIsHit(entry), entry.rule.level, rulesOf(entry, refer)]),
  ])

const knownTable = (entries: readonly FailureEntry[], refer: Refer): string =>
  table([
    ['what happens', 'why it is known', 'until', 'rule'],
    ...entries.slice(0, MOST_ROWS).map((entry) => {
      const { reason = '', expires = '' } = entry.rule.known ?? {}
      return [whatHappens(entry), cell(reason), cell(expires), rulesOf(entry, refer)]
    }),
  ])

const leftOut = (all: number): string[] =>
  all > MOST_ROWS ? [`${all - MOST_ROWS} more of ${all} are left out here.`] : []

const rulesOf = ({ rule, symptoms }: FailureEntry, refer: Refer): string =>
  `${refer(anchorOf(rule.id), code(rule.id))}${symptoms.length > 0 ? ` and ${symptoms.length} more` : ''}`

/** The name of the cause, or what is required and what came instead. */
const whatHappens = (entry: FailureEntry): string =>
  `${entry.title === null ? `${cell(entry.rule.sentence)} *Here:* ${cell(found(entry))}` : cell(entry.title)}${entry.rule.seenAt ? ` *Seen at:* ${cell(seenAt(entry.rule))}` : ''}`

/** Clients that were seen to depend on it, else what the rule says of clients in general. */
function whoIsHit({ breaks, limits, rule }: FailureEntry): string {
  const told = [
    ...(breaks.length > 0 ? [`**breaks** ${names(breaks)}`] : []),
    ...(limits.length > 0 ? [`limits ${names(limits)}`] : []),
  ]
  return told.length > 0 ? told.join('; ') : cell(rule.breaks)
}

const names = (clients: readonly string[]): string =>
  `${clients.slice(0, MOST_NAMES).map(cell).join(', ')}${clients.length > MOST_NAMES ? ` and ${clients.length - MOST_NAMES} more` : ''}`
