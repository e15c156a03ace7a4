import type { FlowName, Outcome } from './flows.ts'

const MOST = 120
const SHORT = 40

/** What a flow came to that comes otherwise from a conforming server: one line without ids. */
export function evidence(flow: FlowName, outcome: Outcome, clean: Outcome): string {
  const told = 'threw' in outcome ? outcome.threw : 'gave' in outcome ? unlike(outcome.gave, clean) : 'no end in time'
  return cut(withoutIds(`${flow}: ${told}`), MOST)
}

function unlike(gave: unknown, clean: Outcome): string {
  const { at, one, other } = difference(gave, 'gave' in clean ? clean.gave : null)
  const place = at.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`)).join('')
  return `${place.replace(/^\./, '')} gave ${short(one, other)} instead of ${short(other, one)}`.trim()
}

interface Difference {
  at: string[]
  one: unknown
  other: unknown
}

/** The first place in which two values differ. Where a list or an object has more or fewer parts, it is that place. */
function difference(one: unknown, other: unknown, at: string[] = []): Difference {
  if (!isNested(one) || !isNested(other) || Array.isArray(one) !== Array.isArray(other)) return { at, one, other }
  const [parts, others] = [Object.entries(one), new Map(Object.entries(other))]
  const found = parts.find(([key, value]) => JSON.stringify(value) !== JSON.stringify(others.get(key)))
  if (parts.length !== others.size || !found) return { at, one, other }
  return difference(found[1], others.get(found[0]), [...at, found[0]])
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null

/** A text that begins as the other does is shown from a little before they part; of two long lists, how long they are. */
function short(value: unknown, other: unknown): string {
  if (Array.isArray(value) && Array.isArray(other) && value.length !== other.length && isLong(value, other))
    return `a list of ${value.length}`
  const json = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'number' ? Number(part.toFixed(4)) : part,
  )
  if (typeof value !== 'string' || typeof other !== 'string') return cut(json ?? 'nothing', SHORT)
  const parts = [...value].findIndex((sign, at) => sign !== other[at])
  const from = Math.max(0, (parts < 0 ? value.length : parts) - 12)
  return cut(JSON.stringify(`${from > 0 ? '…' : ''}${value.slice(from)}`), SHORT)
}

const isLong = (one: unknown, other: unknown): boolean =>
  [one, other].some((value) => JSON.stringify(value).length > SHORT)

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

const withoutIds = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\b(chatcmpl-|cmpl-|(?:call|req|resp|msg|fc|rs)_)[A-Za-z0-9]{8,}/g, '$1…')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'the server')
