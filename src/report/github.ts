import { gateOf } from '../record/gate.ts'
import type { RunRecord } from '../record/record.ts'
import type { Level } from '../suite/suite.ts'
import { demonstrationText } from './demonstration.ts'
import { concerns } from './failures.ts'
import { areaTable, failureTable, knownSection, verdictLines } from './overview.ts'
import { failureLine, oneLine } from './plain-failure.ts'
import { profileTable } from './profiles.ts'

type Command = 'error' | 'warning' | 'notice'
const COMMANDS: Record<Level, Command> = { must: 'error', should: 'warning', may: 'notice' }
/** GitHub keeps so many of each kind a step, and drops the rest without a word. */
const MOST_OF_A_KIND = 10
/** GitHub refuses a summary of more than 1 MiB as a whole. */
const MOST_BYTES = 1_000_000
/** A summary is read in a minute. */
const MOST_ROWS = 40
/** It is written whatever the formats. */
const RECORD = '`results.json`'

/** Workflow commands that GitHub turns into annotations. Pure. */
export function renderAnnotations(record: RunRecord): string {
  const { summary, knownProblems } = record
  const kinds = new Map<Command, string[]>([
    ['error', []],
    ['warning', []],
    ['notice', []],
  ])
  const say = (command: Command, title: string, message: string): void => {
    kinds.get(command)?.push(annotation(command, title, message))
  }
  if (summary.verdict === 'could-not-judge') say('error', 'could not be judged', summary.sentence)
  for (const { rule, message } of knownProblems) say('error', `known deviation ${rule}`, message)
  for (const rule of concerns(record))
    say(
      COMMANDS[rule.level],
      `${rule.id} (${rule.level})`,
      `${rule.sentence}\n${failureLine(rule)}\nWho breaks: ${rule.breaks}`,
    )
  return [...kinds].flatMap(([command, lines]) => within(command, lines)).join('\n')
}

function within(command: Command, lines: string[]): string[] {
  if (lines.length <= MOST_OF_A_KIND) return lines
  const left = lines.length - MOST_OF_A_KIND + 1
  return [
    ...lines.slice(0, MOST_OF_A_KIND - 1),
    annotation(command, `${left} more`, `${left} more of this kind are in ${RECORD} of the run.`),
  ]
}

const annotation = (command: Command, title: string, message: string): string =>
  `::${command} title=${property(oneLine(title))}::${data(
    message
      .split('\n')
      .map((line) => oneLine(line))
      .join('\n'),
  )}`

/** As the runner decodes it. Nothing else of a message can end it or begin a command. */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** What somebody who looks at a failed job has to know, for the summary of the job. It points at nothing that it does not hold. Pure. */
export function renderJobSummary(record: RunRecord): string {
  const demonstration = demonstrationText(record)
  const sections = [
    ...(demonstration === null ? [] : [`**${demonstration}**`]),
    ...verdictLines(record),
    ...failureSection(record),
    ...profileTable(record),
    ...areaTable(record),
    ...knownSection(record),
  ]
  let text = ''
  for (const section of sections) {
    if (Buffer.byteLength(text) + Buffer.byteLength(section) > MOST_BYTES)
      return `${text}The rest is too long for a summary: see ${RECORD} of the run.\n\n`
    text += `${section}\n\n`
  }
  return text
}

/** The failures that make the run fail, without those that are known. */
function failureSection(record: RunRecord): string[] {
  const { counts } = gateOf(record)
  const counting = concerns(record).filter(counts)
  const left = counting.length - MOST_ROWS
  return counting.length === 0
    ? []
    : [
        `## Failures (${counting.length})`,
        '`ollama-conformance explain RULE` says what a rule demands and what is sent.',
        failureTable(counting.slice(0, MOST_ROWS)),
        ...(left > 0 ? [`And ${left} more: see ${RECORD} of the run.`] : []),
      ]
}
