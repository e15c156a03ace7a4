import { findingText, type Finding } from '../finding.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { RunRecord } from '../record/record.ts'
import type { Observation } from '../wire/observe.ts'
import { answerOf, answerText, commandFor, MOST_OF_A_COMMAND, type Evidence } from './evidence.ts'
import { block, code, linked, prose } from './markdown-text.ts'

const LEVEL_ORDER = { must: 0, should: 1, may: 2 }
const isIgnored = ({ findings }: RuleResult): boolean => findings.some(({ kind }) => kind === 'ignored')

/** Failed rules, worst first: by level, and within it what was accepted without effect before the rest. */
export const failuresOf = ({ rules }: RunRecord): RuleResult[] =>
  rules
    .filter(({ outcome }) => outcome === 'fail')
    .sort(
      (a, b) =>
        LEVEL_ORDER[a.level] - LEVEL_ORDER[b.level] ||
        Number(isIgnored(b)) - Number(isIgnored(a)) ||
        a.id.localeCompare(b.id),
    )

/** Each failure with its requirement, its evidence and a command that shows it again. */
export function failureSections(record: RunRecord, evidence: Evidence): string[] {
  const failures = failuresOf(record)
  if (failures.length === 0) return []
  return ['## Failures', ...failures.map((rule) => section(rule, record, evidence))]
}

function section(rule: RuleResult, record: RunRecord, evidence: Evidence): string {
  const answer = answerOf(rule, evidence)
  return [
    `### ${code(rule.id)} · ${rule.level}`,
    `${prose(rule.sentence)}\n\n- Who breaks: ${prose(rule.breaks)}\n- Source: ${linked(rule.source)}\n${rule.findings.map(findingLine).join('\n')}`,
    ...(answer ? [shown(answer, record)] : []),
  ].join('\n\n')
}

const findingLine = ({ kind, path, expected, actual, ...said }: Finding): string =>
  `- **${kind}** at ${code(path)}: ${prose(findingText(said))}. Expected ${code(expected)}, got ${code(actual)}.`

const shown = (answer: Observation, record: RunRecord): string =>
  `<details><summary>Evidence and how to reproduce it</summary>\n\n${block(commandFor(answer, record), 'sh', MOST_OF_A_COMMAND)}\n\n${block(answerText(answer))}\n\n</details>`
