import type { RunRecord } from '../record/record.ts'
import type { Level } from '../suite/suite.ts'
import { failureEntries } from './failure-entries.ts'
import { counted } from './markdown-text.ts'
import { reportSections } from './markdown.ts'
import { failureLine, oneLine } from './plain-failure.ts'
import { withoutLink } from './refer.ts'

type Command = 'error' | 'warning' | 'notice'
const COMMANDS: Record<Level, Command> = { must: 'error', should: 'warning', may: 'notice' }
/** GitHub keeps so many of each kind a step, and drops the rest without a notice. */
const MOST_OF_A_KIND = 10
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
  for (const { rule, title, symptoms } of failureEntries(record).fresh)
    say(
      COMMANDS[rule.level],
      `${rule.id} (${rule.level})${symptoms.length > 0 ? ` and ${counted(symptoms.length, 'more rule')}` : ''}`,
      `${title ?? rule.sentence}\n${failureLine(rule)}\nWho breaks: ${rule.breaks}`,
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

/** The report, for the summary of a job. Pure. */
export const renderJobSummary = (record: RunRecord): string =>
  // A summary is shown where no link leads to a file of the run.
  `${reportSections(record, withoutLink).join('\n\n')}\n\n`
