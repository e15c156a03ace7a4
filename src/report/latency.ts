import type { Figure, Latency } from '../compare/latency.ts'
import type { RunRecord } from '../record/record.ts'
import { code } from './markdown-text.ts'
import { table } from './table.ts'

const ROWS: [key: Exclude<keyof Latency, 'firstCalls'>, what: string, unit: string][] = [
  ['plainHeadersMs', 'plain answer: request to headers', 'ms'],
  ['streamHeadersMs', 'stream: request to headers', 'ms'],
  ['firstTokenMs', 'stream: request to first token', 'ms'],
  ['betweenTokensMs', 'stream: between tokens', 'ms'],
  ['tokensPerSecond', 'stream: tokens a second', '1/s'],
]

export const LATENCY_HEADS = {
  figures: ['what', 'side', 'unit', 'answers', 'least', 'median', '90 %', 'most'],
  loads: ['side', 'model', 'first answer: ms to headers', 'later ones: median'],
}

export const LATENCY_NOTE =
  'Measured by the way, with the small requests of this suite, on whatever machine it was; nothing here is judged.'

/** How long chat answers took, on each side that was asked, and what loading each model took: to look at claims with, and never judged. */
export function latencyRows({ latency }: RunRecord): { figures: string[][]; loads: string[][] } {
  const sides = Object.entries(latency ?? {}).flatMap(([side, one]) => (one ? [{ side, one }] : []))
  const rows = sides.flatMap(({ side, one }) =>
    ROWS.flatMap(([key, what, unit]) => (one[key] ? [[what, side, unit, ...numbers(one[key])]] : [])),
  )
  const loads = sides.flatMap(({ side, one }) =>
    one.firstCalls.map(({ model, firstMs, laterMedianMs }) => [
      side,
      model,
      String(firstMs),
      laterMedianMs === null ? '' : String(laterMedianMs),
    ]),
  )
  return { figures: rows.sort((a, b) => (a[0] ?? '').localeCompare(b[0] ?? '')), loads }
}

export function latencySection(record: RunRecord): string[] {
  const { figures, loads } = latencyRows(record)
  if (figures.length === 0) return []
  return [
    '## Latency',
    LATENCY_NOTE,
    table([LATENCY_HEADS.figures, ...figures], ['l', 'l', 'l', 'r', 'r', 'r', 'r', 'r']),
    ...(loads.length > 0
      ? [
          table(
            [LATENCY_HEADS.loads, ...loads.map(([side = '', model, ...numbers]) => [side, code(model), ...numbers])],
            ['l', 'l', 'r', 'r'],
          ),
        ]
      : []),
  ]
}

const numbers = ({ of, least, median, p90, most }: Figure): string[] => [of, least, median, p90, most].map(String)
