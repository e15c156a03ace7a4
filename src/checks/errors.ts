import type { Finding } from '../finding.ts'
import { isObject, type JsonObject } from '../json.ts'
import { wrong, wrongType } from '../suite/findings.ts'
import type { Observation } from '../wire/observe.ts'

export { errorMessage } from '../wire/error-message.ts'

/** `error` of an error body; empty where there is none. */
export const errorOf = ({ json }: Observation): JsonObject =>
  json.ok && isObject(json.value) && isObject(json.value['error']) ? json.value['error'] : {}

/** Findings where an error is not the JSON every client reads. */
export function* notJson(observation: Observation): Generator<Finding> {
  if (typeof errorOf(observation)['message'] === 'string') return
  yield wrongType(
    observation,
    '$',
    `HTTP ${observation.status}: ${observation.text.slice(0, 160) || 'the body is empty'}`,
    '{"error": {"message": "…"}}',
    observation.mediaType || 'no content type',
  )
}

/** Findings where the status is not one of these. */
export function* otherStatus(observation: Observation, expected: number[], message: string): Generator<Finding> {
  const { status } = observation
  if (status !== null && expected.includes(status)) return
  yield wrong(observation, 'status', message, expected.length === 1 ? expected[0] : expected, status)
}

/** Findings where a 4xx was due. */
export function* notClientError(observation: Observation): Generator<Finding> {
  const { status, text } = observation
  if (status !== null && status >= 400 && status <= 499) return
  yield wrong(observation, 'status', `HTTP ${status}: ${text.slice(0, 160)}`, '4xx', status)
}
