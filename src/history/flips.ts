import type { Outcome } from '../finding.ts'
import type { Column } from './column.ts'
import { byVersion, modelsKey, parseVersion, softwareOf } from './order.ts'

/** From this run on a rule does other than at the version before. */
export interface Flip {
  run: number
  to: 'holds' | 'fails'
}

type State = Flip['to'] | null

/** An honest refusal holds a rule up; what could not be judged says nothing. */
export const holdsOrFails = (outcome: Outcome | null | undefined): State =>
  outcome === 'fail' ? 'fails' : outcome === 'pass' || outcome === 'unsupported' ? 'holds' : null

/**
 * Finds where a rule flipped. Each run is held against the nearest lower version of the same software with the same models
 * that judged the rule; where those models were never asked before, against the nearest lower version of all, if its runs agree.
 */
export function flipFinder(columns: readonly Column[]): (outcomes: readonly (Outcome | null)[]) => Flip[] {
  const before = columns.map((column) => predecessors(column, columns))
  return (outcomes) => {
    const seen = new Set<string>()
    return outcomes.flatMap((outcome, at): Flip[] => {
      const now = holdsOrFails(outcome)
      const then = now && earlier(before[at] ?? [], outcomes)
      const column = columns[at]
      if (!column || !now || !then || now === then) return []
      const key = `${softwareOf(column)} ${column.run.server?.version} ${now}`
      if (seen.has(key)) return []
      seen.add(key)
      return [{ run: at, to: now }]
    })
  }
}

/** Places of the runs to hold a run against, one group a version, nearest version first. */
function predecessors(column: Column, columns: readonly Column[]): number[][] {
  if (parseVersion(column.run.server?.version) === null) return []
  const lower = columns.flatMap((one, at) =>
    softwareOf(one) === softwareOf(column) &&
    parseVersion(one.run.server?.version) !== null &&
    byVersion(one, column) < 0
      ? [at]
      : [],
  )
  const same = lower.filter((at) => modelsKey(columns[at] as Column) === modelsKey(column))
  return [
    ...Map.groupBy((same.length > 0 ? same : lower).toReversed(), (at) => columns[at]?.run.server?.version).values(),
  ]
}

function earlier(groups: readonly number[][], outcomes: readonly (Outcome | null)[]): State {
  for (const group of groups) {
    const states = new Set(group.map((at) => holdsOrFails(outcomes[at])).filter((one) => one !== null))
    if (states.size > 0) return states.size === 1 ? ([...states][0] ?? null) : null
  }
  return null
}
