import { isObject } from '../json.ts'
import type { Observation } from '../wire/observe.ts'

/**
 * Whether an answer was given before a day (ISO 8601): by the time of its exchange, or where a capture has none, by the time in the
 * answer. A field that the service began to send on that day is missing from older answers by right.
 */
export function isOlderThan(answer: Observation, day: string): boolean {
  const recorded = Date.parse(answer.exchange.timing.startedAt)
  return (Number.isNaN(recorded) ? createdAt(answer) : recorded) < Date.parse(day)
}

/** The time that the answer says it was made, in milliseconds; NaN where it does not say, or says what is no time. */
function createdAt({ json, stream }: Observation): number {
  const [first] = stream?.events ?? []
  const body = first?.json ?? json
  const value = body.ok && isObject(body.value) ? body.value : {}
  const response = isObject(value['response']) ? value['response'] : value
  const created = Number(response['created'] ?? response['created_at'] ?? Number.NaN)
  return created < 0 ? Number.NaN : created * 1000
}
