import type { Finding } from '../finding.ts'
import type { Observation } from '../wire/observe.ts'
import { answered, type AnswerState } from './answered.ts'

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
const endpointAbsent = (answer: Observation, pool: readonly Observation[]): boolean =>
  answer.status !== null && NOT_SERVED.has(answer.status) && !servedIn(pool).has(endpointOf(answer))

/** The endpoint is not there. The finding is for the `answered` rule; a server that refuses properly what it may refuse has none. */
type Absent = { state: 'absent'; code: 'endpoint-absent'; reason: string; findings: Finding[] }

/** How a request was answered, with what the other answers of the run say of its endpoint. */
export function answeredIn(
  pool: readonly Observation[],
  step: Parameters<typeof answered>[0],
  observation: Observation,
): AnswerState | Absent {
  const state = answered(step, observation)
  if (!endpointAbsent(observation, pool)) return state
  if (state.state === 'unsupported') return absent(state.reason, [])
  return state.state === 'unanswered' ? absent(state.finding.message, [state.finding]) : state
}

const absent = (reason: string, findings: Finding[]): Absent => ({
  state: 'absent',
  code: 'endpoint-absent',
  reason,
  findings,
})
