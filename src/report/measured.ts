import { rateText } from '../checks/wilson.ts'
import type { RunRecord } from '../record/record.ts'
import { cell, code } from './markdown-text.ts'
import { table } from './table.ts'

/** Figures that passing rules rest on. */
export const measuredFigures = ({ rules }: RunRecord): { id: string; figure: string }[] =>
  rules.flatMap(({ id, outcome, reason }) =>
    outcome === 'pass' && reason !== undefined ? [{ id, figure: reason }] : [],
  )

export function measuredSection(record: RunRecord): string[] {
  const rows = measuredFigures(record).map(({ id, figure }) => [code(id), cell(figure)])
  return rows.length === 0 ? [] : ['## Measured', table([['rule', 'figure'], ...rows])]
}

/** How often tools were called, and as the reference does: figures of a model, not a verdict on a server. */
export function toolUseSection({ toolUse }: RunRecord): string[] {
  if (!toolUse) return []
  const { called, schemaAccuracy, withReference } = toolUse
  const rows = [
    ['answers that call a tool', rateText(called)],
    ['calls whose arguments fit their schema', rateText(schemaAccuracy)],
    ...(withReference
      ? [
          [
            'agreement with the reference on when to call (F1)',
            withReference.f1 === null ? 'neither calls' : String(withReference.f1),
          ],
          [
            'called by both, only here, only there, by neither',
            [withReference.both, withReference.onlyTarget, withReference.onlyReference, withReference.neither].join(
              ', ',
            ),
          ],
        ]
      : []),
  ]
  return ['## Tool use over all samples', table([['what', 'figure'], ...rows])]
}
