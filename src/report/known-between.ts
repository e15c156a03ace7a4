import type { KnownBetween, KnownChange } from '../history/between.ts'
import { counted } from './markdown-text.ts'

const MOST_LINES = 8
const LABELS: Record<KnownChange['kind'], string> = { breaks: 'breaks', mended: 'mended', between: 'passed over' }

/** Changes of one area that read the same, told by the one of most weight. */
interface Group {
  first: KnownChange
  others: number
}

/** What the matrix knows about the releases between two, for a terminal. Pure. */
export function knownBetweenLines(known: KnownBetween): string[] {
  const { from, to, releases, newest, changes } = known
  const way = `${from} → ${to}`
  if (newest === null || (changes.length === 0 && releases.length < 2))
    return [
      `The matrix of this project knows nothing about ${way}${newest === null ? '' : `: it ends with ${newest}`}.`,
    ]
  const groups = grouped(changes)
  const more = groups.slice(MOST_LINES).reduce((sum, { others }) => sum + others + 1, 0)
  return [
    changes.length === 0
      ? `The matrix of this project knows no change from ${from} to ${to}.`
      : `What the matrix of this project knows about ${way}: ${counted(changes.length, 'rule')} changed.`,
    ...groups.slice(0, MOST_LINES).map(groupLine),
    ...(more > 0 ? [`  … and ${counted(more, 'more rule')}`] : []),
    ...(changes.some(({ isOnTheWay }) => !isOnTheWay)
      ? ['  A change lies between the two releases that are named: it may have come outside of this step.']
      : []),
  ]
}

function grouped(changes: readonly KnownChange[]): Group[] {
  const alike = Map.groupBy(changes, ({ kind, text, rule }) => `${kind} ${text} ${rule.area}`)
  return [...alike.values()].flatMap(([first, ...others]) => (first ? [{ first, others: others.length }] : []))
}

const groupLine = ({ first: { kind, rule, text }, others }: Group): string =>
  `  ${LABELS[kind]}  ${rule.level}  ${rule.id}  ${text}: ${rule.sentence}${others > 0 ? ` (and ${counted(others, 'more rule')} of ${rule.area})` : ''}`
