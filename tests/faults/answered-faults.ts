import { answeredRule } from '../../src/judge/answered-rule.ts'
import { refusal } from '../../src/suite/example.ts'
import type { Suite } from '../../src/suite/suite.ts'
import { observe, type Observation } from '../../src/wire/observe.ts'
import type { AnsweredPlan } from './judge-all.ts'

/** A server that fails over one request: the fault behind the rule of a suite that its requests are answered. */
export interface AnsweredFault {
  rule: string
  keys: ReadonlySet<string>
}

/** One for each suite: of the requests that must be answered, those of the step that the fewest suites share. */
export function answeredFaults(suites: readonly Suite[], { collected }: AnsweredPlan): AnsweredFault[] {
  const keysOf = (suite: Suite, step: string): string[] => {
    const record = collected.records.get(suite.id)?.[step]
    return record?.sent && record.requests.every(({ answer }) => answer !== 'any')
      ? record.observations.map(({ exchange }) => exchange.key)
      : []
  }
  const users = new Map<string, number>()
  for (const key of suites.flatMap((suite) => Object.keys(suite.steps).flatMap((step) => keysOf(suite, step))))
    users.set(key, (users.get(key) ?? 0) + 1)
  return suites.flatMap((suite): AnsweredFault[] => {
    const steps = (answeredRule(suite)?.reads ?? [])
      .map((step) => keysOf(suite, step))
      .filter((keys) => keys.length > 0)
    const shared = (keys: readonly string[]): number => keys.reduce((sum, key) => sum + (users.get(key) ?? 0), 0)
    const [least] = steps.sort((a, b) => shared(a) - shared(b))
    return least === undefined ? [] : [{ rule: `${suite.id}/answered`, keys: new Set(least) }]
  })
}

const FAILED = refusal(500, { message: 'internal error', type: 'server_error' })

/** The observation as it would be had the server failed over the request. */
export const withFailure =
  ({ keys }: AnsweredFault) =>
  (observation: Observation): Observation =>
    keys.has(observation.exchange.key)
      ? observe({ ...observation.exchange, response: FAILED.response, failure: null })
      : observation
