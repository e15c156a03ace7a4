import type { Figure, Latency } from '../latency/latency.ts'
import type { RunRecord } from '../run/record.ts'
import { cell, code } from './markdown-text.ts'
import { table } from './table.ts'

const ROWS: [key: Exclude<keyof Latency, 'firstCalls'>, what: string, unit: string][] = [
  ['plainHeadersMs', 'plain answer: request to headers', 'ms'],
  ['streamHeadersMs', 'stream: request to headers', 'ms'],
  ['firstTokenMs', 'stream: request to first token', 'ms'],
  ['betweenTokensMs', 'stream: between tokens', 'ms'],
  ['tokensPerSecond', 'stream: tokens a second', '1/s'],
]

/** How long chat answers took, on each side that was asked: to look at claims with, and never judged. */
export function latencySection({ latency }: RunRecord): string[] {
  const sides = Object.entries(latency ?? {}).flatMap(([side, one]) => (one ? [{ side, one }] : []))
  const rows = sides.flatMap(({ side, one }) => ROWS.flatMap(([key, what, unit]) => (one[key] ? [[what, side, unit, ...numbers(one[key])]] : [])))
  if (rows.length === 0) return []
  const loads = sides.flatMap(({ side, one }) => one.firstCalls.map(({ model, firstMs, laterMedianMs }) => [side, code(model), String(firstMs), laterMedianMs === null ? '' : String(laterMedianMs)]))
  return [
    '## Latency',
    'Measured by the way, with the small requests of this suite, on whatever machine it was; nothing here is judged.',
    table([['what', 'side', 'unit', 'answers', 'least', 'median', '90 %', 'most'], ...rows.sort((a, b) => cell(a[0] ?? '').localeCompare(b[0] ?? ''))], ['l', 'l', 'l', 'r', 'r', 'r', 'r', 'r']),
    ...(loads.length > 0 ? [table([['side', 'model', 'first answer: ms to headers', 'later ones: median'], ...loads], ['l', 'l', 'r', 'r'])] : []),
  ]
}

const numbers = ({ of, least, median, p90, most }: Figure): string[] => [of, least, median, p90, most].map(String)
