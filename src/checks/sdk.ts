import type { Finding } from '../finding.ts'
import { wrong } from '../suite/findings.ts'
import type { Observation } from '../wire/observe.ts'

/** What the SDK gave its caller; undefined where it threw. */
export const valueOf = ({ sdk }: Observation): unknown => (sdk?.ok ? sdk.value : undefined)

/** What the SDK threw; undefined where it gave its caller a value. */
export const thrown = ({ sdk }: Observation): string | undefined =>
  sdk && !sdk.ok ? `the SDK throws ${sdk.error.name}: ${sdk.error.message}` : undefined

/** Findings where the SDK gave its caller no value. */
export function* taken(one: Observation): Generator<Finding, void> {
  if (one.sdk && !one.sdk.ok) yield wrong(one, 'body', String(thrown(one)), 'no error', one.sdk.error)
}
