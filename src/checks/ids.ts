import type { Observation } from '../wire/observe.ts'
import type { ChatAnswer } from './pool.ts'

export interface Named { observation: Observation; id: string }

/** The answers that have an id. */
export const named = (replies: readonly ChatAnswer[]): Named[] =>
  replies.flatMap(({ observation, reply: { id } }) => (typeof id === 'string' && id !== '' ? [{ observation, id }] : []))

/**
 * Numbers below 10,000 that lie far wider apart than a counter could have run: they are drawn at random from so few
 * that two of a hundred answers are all but sure to share one. Seen before the collision itself is.
 */
export function smallRange(ids: readonly string[]): { low: number; high: number } | undefined {
  const numbers = ids.map((id) => Number(/^[a-z]+-(\d{1,4})$/.exec(id)?.[1] ?? NaN)).sort((a, b) => a - b)
  const [low = NaN, high = NaN] = [numbers[0], numbers.at(-1)]
  return high - low > 4 * ids.length ? { low, high } : undefined
}
