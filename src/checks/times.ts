import type { Finding } from '../finding.ts'
import { wrong } from '../suite/findings.ts'
import type { Observation } from '../wire/observe.ts'

/** Clocks of two machines may disagree; a day is far from the factor 1000 that milliseconds are off. */
const TOLERANCE_S = 86_400
/** In seconds this is the year 5138, in milliseconds 1973. */
const MILLIS_FROM = 1e11

/** When a request was sent, in seconds; undefined where a capture does not say. */
export function sentAt({ exchange }: Observation): number | undefined {
  const sent = Date.parse(exchange.timing.startedAt) / 1000
  return Number.isFinite(sent) ? sent : undefined
}

/** A finding where a time is not in whole seconds since 1970, or `near` is known and it is another day. */
export function timeFault(one: Observation, path: string, time: number, near?: number): Finding | undefined {
  const isNear = near === undefined ? time < MILLIS_FROM : Math.abs(time - near) <= TOLERANCE_S
  if (Number.isInteger(time) && isNear) return undefined
  const isMillis = near === undefined ? time >= MILLIS_FROM : Math.abs(time / 1000 - near) <= TOLERANCE_S
  const off = Number.isInteger(time) ? 'not the time of the call' : 'not whole seconds'
  const expected = near === undefined ? 'seconds since 1970' : `about ${Math.round(near)}`
  return wrong(one, path, isMillis ? 'milliseconds, not seconds' : off, expected, time)
}
