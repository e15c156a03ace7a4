import { describe, type Difference } from '../compare/difference.ts'
import type { RunRecord } from '../record/record.ts'
import { cell, code, counted, prose } from './markdown-text.ts'
import { referenceText } from './overview.ts'
import { exampleLimits } from './preset.ts'
import { table } from './table.ts'

const SEVERITIES = ['breaking', 'notable', 'cosmetic'] as const
const TITLES = { breaking: 'Breaking', notable: 'Notable', cosmetic: 'Cosmetic' }

/** Where the target's answers differ in structure from the reference's, by severity. */
export function differenceSection(record: RunRecord): string[] {
  const { differences, reference } = record
  if (reference.kind === 'none') return ['## Differences', 'No reference was asked.']
  const groups = SEVERITIES.flatMap((severity) =>
    group(
      differences.filter((one) => one.severity === severity),
      severity,
    ),
  )
  return [
    '## Differences from the reference',
    `Compared with ${prose(referenceText(reference))}. ${counted(differences.length, 'difference')}.`,
    ...exampleLimits(record),
    ...groups,
  ]
}

function group(differences: readonly Difference[], severity: keyof typeof TITLES): string[] {
  if (differences.length === 0) return []
  const rows = differences.map((one) => [
    cell(one.scope),
    one.kind,
    code(one.path),
    cell(describe(one)),
    cell(one.breaks.join('; ')),
    `${one.count} of ${one.of}`,
  ])
  const shown = table([['scope', 'kind', 'path', 'what differs', 'who notices', 'seen'], ...rows])
  if (severity !== 'cosmetic') return [`### ${TITLES[severity]}`, shown]
  return [`<details><summary>${TITLES[severity]} (${differences.length})</summary>\n\n${shown}\n\n</details>`]
}
