import type { RuleEntry } from '../judge/rules.ts'
import { requestsOf } from '../suite/request.ts'
import { isLater, type Step } from '../suite/steps.ts'
import { trafficOf, type Suite } from '../suite/suite.ts'

/**
 * Ids of the suites whose answers these rules read besides those to their own probe. A traffic rule reads every answer of its kind,
 * so its outcome depends on all suites that ask for one. Without them a client would fare better than in a run of everything.
 * `isUsed` says of an endpoint, such as `POST /responses`, whether the client uses it.
 */
export function suitesReadBy(
  rules: readonly RuleEntry[],
  suites: readonly Suite[],
  isUsed: (endpoint: string) => boolean,
): string[] {
  const read = new Set(
    rules
      .filter(({ rule }) => trafficOf(rule))
      .flatMap(({ suite }) => requestsIn(suite))
      .filter((request) => isUsed(endpointOf(request)))
      .flatMap(kindsOf),
  )
  return suites
    .filter((suite) =>
      requestsIn(suite)
        .flatMap(kindsOf)
        .some((kind) => read.has(kind)),
    )
    .map(({ id }) => id)
}

/** What a suite asks, but for requests that it makes from earlier answers. */
const requestsIn = ({ steps }: Suite): Step[] =>
  Object.values(steps).flatMap((step) => (isLater(step) ? [] : requestsOf(step).map(({ request }) => request)))

/** Rules know an endpoint by the end of its path: `//chat/completions?api-version=…` is one as well. */
const endpointOf = ({ method, path }: Step): string => `${method} ${path.replace(/\?.*$/, '').replace(/^\/+/, '/')}`

/** Plain and streamed answers are read by different rules. What the SDK sends may be either. */
function kindsOf(request: Step): string[] {
  const { body, sdk } = request
  const isStream = typeof body === 'object' && body?.['stream'] === true
  const kinds = sdk === undefined ? [isStream ? 'stream' : 'plain'] : ['stream', 'plain']
  return kinds.map((kind) => `${endpointOf(request)} ${kind}`)
}
