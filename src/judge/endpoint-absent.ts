import type { Observation } from '../wire/observe.ts'

/** What HTTP says of an address that nothing is served at, and of one that is not served with this method. */
const NOT_SERVED = new Set([404, 405])

const endpointOf = ({ exchange: { request } }: Observation): string => `${request.method} ${request.path.split('?')[0]}`

const known = new WeakMap<readonly Observation[], Set<string>>()

/** The endpoints of a run that gave any other answer, looked for once. */
function servedIn(pool: readonly Observation[]): Set<string> {
  const served =
    known.get(pool) ?? new Set(pool.filter(({ status }) => status !== null && !NOT_SERVED.has(status)).map(endpointOf))
  known.set(pool, served)
  return served
}

/**
 * Whether the endpoint behind an answer is not there: this answer is a 404 or 405, and so is every other of the run from the same
 * method and path. A single 404 may be about a model or an id.
 */
export const endpointAbsent = (answer: Observation, pool: readonly Observation[]): boolean =>
  answer.status !== null && NOT_SERVED.has(answer.status) && !servedIn(pool).has(endpointOf(answer))
