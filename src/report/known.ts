import type { RunRecord } from '../record/record.ts'
import { cell, code, linked, prose } from './markdown-text.ts'
import { table } from './table.ts'

/** Entries of the list of known deviations that are no longer true. */
export const knownProblems = ({ knownProblems: problems }: RunRecord): string[] =>
  problems.length === 0
    ? []
    : [
        '## The list of known deviations is not true any more',
        problems.map(({ message }) => `- ${prose(message)}`).join('\n'),
      ]

/** Failures that are expected, by rule. */
export function knownSection({ rules }: RunRecord): string[] {
  const listed = rules.flatMap(({ id, level, known }) =>
    known && !known.documented
      ? [
          [
            code(id),
            level,
            cell(known.reason),
            known.link === undefined ? '' : linked(known.link),
            cell(known.owner ?? ''),
            cell(known.expires ?? ''),
          ],
        ]
      : [],
  )
  return listed.length === 0
    ? []
    : [
        `## Known deviations (${listed.length})`,
        table([['rule', 'level', 'reason', 'link', 'owner', 'until'], ...listed]),
      ]
}
