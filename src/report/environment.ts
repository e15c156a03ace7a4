import { modelTexts } from '../policy/adapt-to-model.ts'
import type { RunRecord } from '../record/record.ts'
import { cell, code, counted, prose } from './markdown-text.ts'
import { referenceText } from './overview.ts'
import { table } from './table.ts'

/** Who was asked with what, and what it cost. */
export function environment({ target, reference, traffic, suite, metadata }: RunRecord): string[] {
  const models = modelTexts(target.models ?? {}).map(({ kind, name, text }) => [
    kind,
    name === null ? 'none' : code(name),
    cell(text),
  ])
  const cost = [
    ['target', traffic.target],
    ['reference', traffic.reference],
  ] as const
  const rows = cost.flatMap(([side, sums]) =>
    sums ? [[side, ...[sums.requests, sums.promptTokens, sums.completionTokens, sums.seconds].map(String)]] : [],
  )
  return [
    '## Environment',
    `- Target: ${prose(target.label)}${target.baseUrl === null ? '' : `, ${code(target.baseUrl)}`}${target.note === null ? '' : `. ${prose(target.note, 600)}`}\n- Reference: ${prose(referenceText(reference))}\n- Suite: ${suite.name} ${suite.version}, ${counted(suite.rules, 'rule')}`,
    table([['kind of model', 'model', 'why'], ...models]),
    table([['side', 'requests', 'prompt tokens', 'generated tokens', 'seconds'], ...rows], ['l', 'r', 'r', 'r', 'r']),
    `<sub>Started ${prose(metadata.startedAt)}, finished ${prose(metadata.finishedAt)}, Node ${prose(metadata.node)} on ${prose(metadata.platform)}, ${code(metadata.command, 600)}</sub>`,
  ]
}
