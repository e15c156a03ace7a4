import type { RuleResult } from '../judge/rule-result.ts'
import { gateOf } from '../record/gate.ts'
import type { RunRecord } from '../record/record.ts'
import type { Level } from '../suite/suite.ts'
import { capabilityTable } from './capabilities.ts'
import { ciState } from './ci-state.ts'
import { failuresOf } from './failures.ts'
import { areaTable, breakTable, knownSection, verdictLines } from './overview.ts'
import { failureLine, oneLine } from './plain-failure.ts'
import { profileTable } from './profiles.ts'

type Command = 'error' | 'warning' | 'notice'
const COMMANDS: Record<Level, Command> = { must: 'error', should: 'warning', may: 'notice' }
/** GitHub keeps so many of each kind a step, and drops the rest without a word. */
const MOST_OF_A_KIND = 10
/** GitHub refuses a summary of more than 1 MiB as a whole. */
const MOST_BYTES = 1_000_000

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

/** What fails and is not known to, worst first. */
function concerns(record: RunRecord): RuleResult[] {
  const gate = gateOf(record)
  const state = (rule: RuleResult): string => ciState(rule, gate).state
  const failing = failuresOf(record).filter((rule) => state(rule) === 'failed' || state(rule) === 'lesser')
  // Where a run is about clients, a proper refusal counts as well.
  return [...failing, ...record.rules.filter((rule) => rule.outcome !== 'fail' && state(rule) === 'failed')]
}

function within(command: Command, lines: string[]): string[] {
  if (lines.length <= MOST_OF_A_KIND) return lines
  const left = lines.length - MOST_OF_A_KIND + 1
  return [
    ...lines.slice(0, MOST_OF_A_KIND - 1),
    annotation(command, `${left} more`, `${left} more of this kind are in the summary of the job and in the report.`),
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

/** The first screen of the report, for the summary of a job. Pure. */
export function renderJobSummary(record: RunRecord): string {
  const sections = [
    ...verdictLines(record),
    ...profileTable(record),
    ...capabilityTable(record),
    ...breakTable(record),
    ...areaTable(record),
    ...knownSection(record),
  ]
  let text = ''
  for (const section of sections) {
    if (Buffer.byteLength(text) + Buffer.byteLength(section) > MOST_BYTES)
      return `${text}The rest is too long for a summary: see report.md of the run.\n\n`
    text += `${section}\n\n`
  }
  return text
}
