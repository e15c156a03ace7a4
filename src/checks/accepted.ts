import type { Finding } from '../finding.ts'
import { ignored, wrong, wrongType } from '../suite/findings.ts'
import { errorMessage } from '../wire/error-message.ts'
import type { Observation } from '../wire/observe.ts'
import { succeeded } from './pool.ts'

/** What the server said, in one line, for messages. */
const said = (observation: Observation): string =>
  `HTTP ${observation.status}: ${errorMessage(observation) ?? observation.text.slice(0, 160)}`

const clientError = ({ status }: Observation): boolean => status !== null && status >= 400 && status <= 499

/** A 4xx in JSON. The rules on error bodies judge what it says, so that one defect is one finding. */
export const refused = (observation: Observation): boolean => clientError(observation) && observation.json.ok

/** A 4xx in JSON with `error.message`: a client can tell its own mistake from a broken server. */
export const refusedWithMessage = (observation: Observation): boolean =>
  clientError(observation) && errorMessage(observation) !== undefined

/** A success with at least one choice. */
export const answeredChat = (observation: Observation): boolean =>
  succeeded(observation) && (observation.reply?.choices.length ?? 0) > 0

/** Findings where a legitimate chat request got no chat answer. */
export function* notAnswered(observation: Observation): Generator<Finding> {
  if (answeredChat(observation)) return
  yield wrong(
    observation,
    succeeded(observation) ? '$.choices' : 'status',
    said(observation),
    'an answer (2xx) with a choice',
    observation.status,
  )
}

/** Findings where a request that a server may refuse was neither answered nor refused properly. */
export function* neitherAnsweredNorRefused(observation: Observation): Generator<Finding> {
  if (answeredChat(observation) || refusedWithMessage(observation)) return
  yield wrong(
    observation,
    'status',
    said(observation),
    'an answer (2xx), or a 4xx with {"error": {"message"}}',
    observation.status,
  )
}

/** Findings where an impossible request was not turned down: a success, a server error, or a refusal that is no JSON. */
export function* notRefused(observation: Observation): Generator<Finding> {
  if (refused(observation)) return
  const expected = 'a 4xx with {"error": {"message"}}'
  if (succeeded(observation))
    yield ignored(observation, 'status', 'answered as if nothing were wrong', expected, observation.status)
  else if (clientError(observation))
    yield wrongType(
      observation,
      '$',
      `the refusal is no JSON: ${observation.text.slice(0, 160)}`,
      expected,
      observation.mediaType || 'no content type',
    )
  else yield wrong(observation, 'status', said(observation), expected, observation.status)
}
