import path from 'node:path'
import { findingText } from '../finding.ts'
import type { RunOptions } from '../record/options.ts'
import type { RunRecord } from '../record/record.ts'
import { failuresOf } from '../report/failures.ts'
import { counted, plain } from '../report/markdown-text.ts'
import { referenceText } from '../report/overview.ts'
import { profileLine } from '../report/profiles.ts'
import type { Environment } from '../server/side-name.ts'
import { outColours } from './colours.ts'
import { commandName } from './command-name.ts'

const MOST_LISTED = 12
const COLOURS = { conforms: outColours.green, 'does-not-conform': outColours.red, 'could-not-judge': outColours.yellow }

/** What a person needs who reads nothing else. */
export function printVerdict(
  record: RunRecord,
  { out, formats }: Pick<RunOptions, 'out' | 'formats'>,
  env: Environment,
): void {
  const { summary, rules, target, reference, differences } = record
  const outcomes = Map.groupBy(
    rules.filter(({ code }) => code !== 'not-selected'),
    ({ outcome }) => outcome,
  )
  const counts = [...outcomes]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([outcome, group]) => `${group.length} ${outcome}`)
    .join(', ')
  console.log(
    `\n${COLOURS[summary.verdict](outColours.bold(summary.verdict.replaceAll('-', ' ').toUpperCase()))}  ${plain(summary.sentence, 600)}`,
  )
  console.log(`${plain(target.label)}: ${counts}`)
  console.log(`Reference: ${plain(referenceText(reference))}; ${counted(differences.length, 'difference')}`)
  const asked = record.profiles.slice(0, record.options.profiles.length)
  for (const profile of asked) console.log(plain(profileLine(profile, record), 300))
  const all = failuresOf(record)
  // What is known already comes last.
  const failures = [...all.filter(({ known }) => !known), ...all.filter(({ known }) => known)]
  for (const { id, level, findings, known } of failures.slice(0, MOST_LISTED)) {
    console.log(
      `  ${known ? outColours.dim(`${level} (known)`) : level === 'must' ? outColours.red(level) : outColours.yellow(level)}  ${id}  ${outColours.dim(plain(findings[0] ? findingText(findings[0]) : '', 100))}`,
    )
  }
  if (failures.length > MOST_LISTED) console.log(`  … and ${failures.length - MOST_LISTED} more`)
  if (failures[0])
    console.log(
      outColours.dim(`What a rule demands, who breaks, what is sent: ${commandName(env)} explain ${failures[0].id}`),
    )
  console.log(`Written to ${formats.includes('md') ? path.join(out, 'report.md') : path.join(out, 'results.json')}`)
}
