import { findingText, type Finding } from '../finding.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { RunRecord } from '../record/record.ts'
import type { Observation } from '../wire/observe.ts'
import { anchorOf } from './anchor.ts'
import { byImportance, effectsSeen } from './by-importance.ts'
import { seenAt } from './captured.ts'
import { answerOf, answerText, commandFor, MOST_OF_A_COMMAND, type Evidence } from './evidence.ts'
import { block, code, linked, prose } from './markdown-text.ts'
import { shownProfiles } from './profiles.ts'

/** Failed rules, the most important one first. Known deviations follow the failures that nobody has listed. */
export const failuresOf = (record: RunRecord): RuleResult[] => [...newFailures(record), ...knownFailures(record)]

/** Failed rules that are no known deviation, the most important one first. */
export const newFailures = (record: RunRecord): RuleResult[] => failing(record, ({ known }) => known === undefined)

/** Failed rules that are known deviations, the most important one first. */
export const knownFailures = (record: RunRecord): RuleResult[] => failing(record, ({ known }) => known !== undefined)

const failing = (record: RunRecord, wanted: (rule: RuleResult) => boolean): RuleResult[] =>
  record.rules
    .filter((rule) => rule.outcome === 'fail' && wanted(rule))
    .sort(byImportance(effectsSeen(shownProfiles(record))))

/** Each failure with its requirement, its evidence and a command that shows it again. */
export function failureSections(record: RunRecord, evidence: Evidence): string[] {
  const sections = (title: string, failures: readonly RuleResult[]): string[] =>
    failures.length === 0 ? [] : [title, ...failures.map((rule) => section(rule, record, evidence))]
  return [
    ...sections('## Failures', newFailures(record)),
    ...sections('## Failures that are known', knownFailures(record)),
  ]
}

function section(rule: RuleResult, record: RunRecord, evidence: Evidence): string {
  const answer = answerOf(rule, evidence)
  return [
    `<a id="${anchorOf(rule.id)}"></a>\n\n### ${code(rule.id)} · ${rule.level}`,
    `${prose(rule.sentence)}\n\n- Who breaks: ${prose(rule.breaks)}\n- Source: ${linked(rule.source)}\n${rule.findings.map(findingLine).join('\n')}${rule.seenAt ? `\n- Seen at: ${prose(seenAt(rule))}` : ''}`,
    ...(answer ? [shown(answer, record)] : []),
  ].join('\n\n')
}

const findingLine = ({ kind, path, expected, actual, ...said }: Finding): string =>
  `- **${kind}** at ${code(path)}: ${prose(findingText(said))}. Expected ${code(expected)}, got ${code(actual)}.`

const shown = (answer: Observation, record: RunRecord): string =>
  `<details><summary>Evidence and how to reproduce it</summary>\n\n${block(commandFor(answer, record), 'sh', MOST_OF_A_COMMAND)}\n\n${block(answerText(answer))}\n\n</details>`
