import { isObject, type JsonObject } from '../json.ts'
import { wrongOrMissing } from '../suite/findings.ts'
import { each, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { asks } from './pool.ts'
import { responseOf } from './response-stream.ts'
import { givesResponse } from './responses.ts'

/** Reads the same field of a request and of its response. */
export type ReadField = (body: JsonObject) => unknown

export const field =
  (key: string): ReadField =>
  (body) =>
    body[key] ?? undefined

/** A field of an object in a field. */
export const inside =
  (...keys: string[]): ReadField =>
  (body) =>
    keys.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), body) ?? undefined

/** Objects may say more than they were asked for with, in any order. */
export function saysAgain(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((one, at) => saysAgain(one, actual[at]))
    )
  return isObject(expected)
    ? isObject(actual) && Object.entries(expected).every(([key, value]) => saysAgain(value, actual[key]))
    : expected === actual
}

const askedFor =
  (read: ReadField) =>
  (one: Observation): unknown =>
    asks(one, 'POST', /\/responses$/) && givesResponse(one) ? read(one.request) : undefined

/** Whether a response says what was asked for. */
export type SaysAgain = (expected: unknown, actual: unknown, one: Observation) => boolean

/** Every response says again what its request says in a field. That it has an effect is for the rules on each parameter. */
export const echoes = (name: string, read: ReadField = field(name), same: SaysAgain = saysAgain): Traffic =>
  each(`no request of the run that was answered has a \`${name}\``, askedFor(read), (expected, one) => {
    const actual = read(responseOf(one) ?? {})
    return same(expected, actual, one)
      ? undefined
      : wrongOrMissing(one, `$.${name}`, 'not what it was asked for with', expected, actual, null)
  })
