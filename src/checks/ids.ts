import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { wrong } from '../suite/findings.ts'
import type { Observation } from '../wire/observe.ts'

/** The id of an answer; undefined where it has none. */
export const idOf = ({ reply }: Observation): string | undefined =>
  typeof reply?.id === 'string' && reply.id !== '' ? reply.id : undefined

/** That no two of these answers share an id, nor draw theirs from so few that they will. Fewer answers than `enough` say nothing of that. */
export function* uniqueIds(answers: readonly Observation[], enough: number): Generator<Finding, Inconclusive | void> {
  const all = answers.flatMap((answer) => idOf(answer) ?? [])
  const again = answers
    .filter((answer) => idOf(answer) !== undefined)
    .find((answer, at) => all.indexOf(idOf(answer) as string) !== at)
  if (again)
    return yield wrong(
      again,
      '$.id',
      `the same id as another of ${all.length} answers`,
      'an id of its own',
      idOf(again),
    )
  const range = smallRange(all)
  const last = answers.findLast((answer) => idOf(answer) !== undefined)
  if (range && last) {
    yield wrong(
      last,
      '$.id',
      `ids are drawn from too few numbers: ${all.length} answers lie between ${range.low} and ${range.high}`,
      'ids that cannot collide',
      idOf(last),
    )
  } else if (all.length < enough) return inconclusive(`only ${all.length} answers had an id`)
}

/**
 * Numbers below 10,000 that lie far wider apart than a counter could have run: they are drawn at random from so few
 * that two of a hundred answers are all but sure to share one. Seen before the collision itself is.
 */
export function smallRange(ids: readonly string[]): { low: number; high: number } | undefined {
  const numbers = ids.map((id) => Number(/^[a-z]+-(\d{1,4})$/.exec(id)?.[1] ?? NaN)).sort((a, b) => a - b)
  const [low = NaN, high = NaN] = [numbers[0], numbers.at(-1)]
  return high - low > 4 * ids.length ? { low, high } : undefined
}
