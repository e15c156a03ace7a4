import type { Outcome } from '../finding.ts'
import type { RunRecord } from '../record/record.ts'
import { anchorOf } from './anchor.ts'
import { cell, code, counted } from './markdown-text.ts'
import { table } from './table.ts'

/** Outcomes without a verdict, and what they are called. */
export const OPEN: [Outcome, string][] = [
  ['unsupported', 'Unsupported: refused in a proper error'],
  ['error', 'Errors: no answer to judge'],
  ['inconclusive', 'Inconclusive: the model or the answer gave nothing to judge'],
  ['skip', 'Skipped'],
]

/** What has no verdict, by reason. */
export function openSections({ rules }: RunRecord): string[] {
  return OPEN.flatMap(([outcome, title]) => {
    const open = rules.filter((rule) => rule.outcome === outcome && rule.code !== 'not-selected')
    const unselected = rules.filter((rule) => rule.outcome === outcome).length - open.length
    if (open.length === 0 && unselected === 0) return []
    const reasons = Map.groupBy(open, ({ reason = '' }) => reason)
    const rows = [...reasons].map(([reason, group]) => [
      cell(reason),
      group.map(({ id }) => `<a id="${anchorOf(id)}"></a>${code(id)}`).join(', '),
    ])
    return [
      `## ${title}`,
      ...(rows.length > 0 ? [table([['why', 'rules'], ...rows])] : []),
      ...(unselected > 0 ? [`${counted(unselected, 'rule')} not selected.`] : []),
    ]
  })
}
