import type { RunRecord } from '../record/record.ts'
import { byArea } from './by-importance.ts'
import { cell } from './markdown-text.ts'
import { table } from './table.ts'

export const AREA_HEAD = [
  'area',
  'pass',
  'fail (must)',
  'fail (should)',
  'fail (may)',
  'unsupported',
  'inconclusive',
  'error',
  'skipped',
]

/** Outcomes by area, a row each. */
export function areaRows({ summary, rules }: RunRecord): string[][] {
  const failed = (area: string, level: string): string =>
    String(rules.filter((rule) => rule.area === area && rule.level === level && rule.outcome === 'fail').length || '')
  const areas = Object.entries(summary.byArea).sort(([a], [b]) => byArea(a, b))
  return areas.map(([area, counts]) => [
    area,
    String(counts.pass),
    failed(area, 'must'),
    failed(area, 'should'),
    failed(area, 'may'),
    ...(['unsupported', 'inconclusive', 'error', 'skip'] as const).map((outcome) => String(counts[outcome] || '')),
  ])
}

export const areaTable = (record: RunRecord): string[] => [
  '## Results by area',
  table(
    [AREA_HEAD, ...areaRows(record).map((row) => row.map((text) => cell(text)))],
    ['l', ...AREA_HEAD.slice(1).map(() => 'r')],
  ),
]
