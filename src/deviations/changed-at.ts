import type { Json } from '../suite/steps.ts'
import { isObject } from './server-reply.ts'

/**
 * The value with what stands at a path changed: `*` stands for each item of a list. A key is left out that becomes
 * undefined. What is not there is not changed.
 */
export function changedAt(
  value: Json,
  [key, ...rest]: readonly string[],
  change: (now: Json) => Json | undefined,
): Json {
  if (key === undefined) return change(value) ?? null
  if (key === '*') return Array.isArray(value) ? value.map((item) => changedAt(item, rest, change)) : value
  if (!isObject(value) || !(key in value)) return value
  const { [key]: now = null, ...others } = value
  const then = rest.length > 0 ? changedAt(now, rest, change) : change(now)
  return then === undefined ? others : { ...value, [key]: then }
}
