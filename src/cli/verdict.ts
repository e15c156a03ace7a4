import path from 'node:path'
import type { Outcome } from '../finding.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { shippedProfiles } from '../policy/profile-file.ts'
import type { Format } from '../record/formats.ts'
import type { RunOptions } from '../record/options.ts'
import type { RunRecord } from '../record/record.ts'
import { verdictTitle } from '../record/verdict-title.ts'
import { capturedLines, seenAt } from '../report/captured.ts'
import { demonstrationText } from '../report/demonstration.ts'
import { failureEntries, type FailureEntry } from '../report/failure-entries.ts'
import { knownFailures } from '../report/failures.ts'
import { firstCause } from '../report/first-cause.ts'
import { counted, plain } from '../report/markdown-text.ts'
import { referenceText } from '../report/overview.ts'
import { failureLine } from '../report/plain-failure.ts'
import { profileLine } from '../report/profiles.ts'
import { shellWord } from '../report/shell-word.ts'
import type { Environment } from '../server/side-name.ts'
import { outColours } from './colours.ts'
import { commandName, STARTED } from './command-name.ts'
import { capabilityLines } from './print-capabilities.ts'

const MOST_LISTED = 12
const MOST_KNOWN = 3
const READ_BY_PEOPLE: readonly [Format, string][] = [
  ['md', 'report.md'],
  ['html', 'report.html'],
]
const COLOURS = { conforms: outColours.green, 'does-not-conform': outColours.red, 'could-not-judge': outColours.yellow }

/** In the order in which they are counted. */
const OUTCOMES: readonly Outcome[] = ['pass', 'fail', 'unsupported', 'inconclusive', 'error', 'skip']

/** Of a demonstration nobody learns anything about a server, so it never ends as a verdict on one does. */
export const exitCodeOf = (record: RunRecord): number => (record.target.demonstration ? 2 : record.summary.exitCode)

/** Where the results went, and the profiles as they were named. */
export type Shown = Pick<RunOptions, 'out' | 'formats'> & Partial<Pick<RunOptions, 'profiles'>>

/** What a person needs who reads nothing else. */
export function printVerdict(record: RunRecord, { out, formats, profiles = [] }: Shown, env: Environment): void {
  const { summary, target, reference, differences, options } = record
  const demonstration = demonstrationText(record)
  console.log(
    `\n${demonstration === null ? '' : `${outColours.bold('DEMONSTRATION')}  `}${COLOURS[summary.verdict](outColours.bold(verdictTitle(summary)))}  ${plain(`${summary.sentence} ${firstCause(record)}`.trim(), 600)}`,
  )
  console.log(`${plain(target.label)}: ${outcomeCounts(record)}`)
  for (const line of capturedLines(record)) console.log(plain(line, 600))
  console.log(`Reference: ${plain(referenceText(reference))}; ${counted(differences.length, 'difference')}`)
  for (const line of capabilityLines(record)) console.log(line)
  for (const profile of record.profiles.slice(0, options.profiles.length))
    console.log(plain(profileLine(profile, record), 300))
  const failures = failureEntries(record).fresh
  printFailures(failures)
  printKnown(record)
  const explained = explainable(
    failures.map(({ rule }) => rule),
    profiles,
  )
  if (explained !== undefined)
    console.log(
      outColours.dim(`What a rule demands, who breaks, what is sent: ${commandName(env)} explain ${explained}`),
    )
  console.log(`Written to ${writtenTo(out, formats).join(' and ')}`)
  if (demonstration !== null)
    console.log(
      `${demonstration} Start one (Ollama: \`ollama serve\`), or name it: ${commandName(env)} ${commandName(env) === STARTED ? '' : 'run '}--target URL`,
    )
}

function outcomeCounts({ rules }: RunRecord): string {
  const selected = rules.filter(({ code }) => code !== 'not-selected')
  return OUTCOMES.map((outcome) => ({ outcome, rules: selected.filter((rule) => rule.outcome === outcome).length }))
    .filter((count) => count.rules > 0)
    .map(({ outcome, rules: number }) => `${number} ${outcome}`)
    .join(', ')
}

/** The most important causes of failures, each once, with what it does to clients. */
function printFailures(failures: readonly FailureEntry[]): void {
  for (const entry of failures.slice(0, MOST_LISTED)) console.log(causeLine(entry))
  if (failures.length > MOST_LISTED) console.log(`  … and ${counted(failures.length - MOST_LISTED, 'more cause')}`)
}

/** A cause in one line: what it does to clients, its rule, and what happens. */
export function causeLine(entry: FailureEntry): string {
  const { rule, symptoms, title, breaks, limits } = entry
  const seen = rule.seenAt ? `; seen at ${plain(seenAt(rule), 160)}` : ''
  const paint = rule.level === 'must' ? outColours.red : outColours.yellow
  const effect = breaks.length > 0 ? 'breaks' : limits.length > 0 ? 'limits' : ''
  const more = symptoms.length > 0 ? ` (and ${counted(symptoms.length, 'more rule')})` : ''
  return `  ${effect.padEnd(6)}  ${paint(rule.level.padEnd(6))}  ${rule.id}  ${outColours.dim(`${plain(title ?? failureLine(rule, 100), 100)}${more}${seen}`)}`
}

/** Failures that are expected: after those that are new, and apart from them. */
function printKnown(record: RunRecord): void {
  const known = knownFailures(record)
  if (known.length === 0) return
  console.log(outColours.dim(`${counted(known.length, 'known deviation')}:`))
  for (const { id, level, known: entry } of known.slice(0, MOST_KNOWN))
    console.log(outColours.dim(`          ${level.padEnd(6)}  ${id}  ${plain(entry?.reason ?? '', 100)}`))
  if (known.length > MOST_KNOWN) console.log(outColours.dim(`  … and ${known.length - MOST_KNOWN} more`))
}

/** The first failure that \`explain\` can be asked for, as it is typed. A rule of an app needs the file it is in. */
function explainable(failures: readonly RuleResult[], profiles: readonly string[]): string | undefined {
  const own = profiles.filter((name) => !shippedProfiles().some(({ id }) => id === name))
  const first = failures.find(({ area }) => area !== 'app' || own.length > 0)
  if (first === undefined) return undefined
  return first.area === 'app' ? `${first.id} --profile ${own.map(shellWord).join(' ')}` : first.id
}

/** The files that are for people, or the record where none was asked for. */
function writtenTo(out: string, formats: readonly Format[]): string[] {
  const pages = READ_BY_PEOPLE.filter(([format]) => formats.includes(format)).map(([, file]) => path.join(out, file))
  return pages.length > 0 ? pages : [path.join(out, 'results.json')]
}
