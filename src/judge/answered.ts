import { typeName } from '../contract/validate.ts'
import type { Finding } from '../finding.ts'
import { isObject } from '../json.ts'
import type { Step } from '../suite/steps.ts'
import { errorMessage } from '../wire/error-message.ts'
import { header, wasHungUp } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'
import { MOST_LINES } from '../wire/sse.ts'
import { brokenFrame, type BrokenFrame } from './broken-frame.ts'

/** Whether a request was answered in kind, so that rules about the answer can be judged at all. */
export type AnswerState =
  | { state: 'answered' }
  /** Refused in a proper error where a server may refuse. */
  | { state: 'unsupported'; code: 'refused' | 'refused-for-model'; reason: string }
  /** Nothing to judge and not the server's word: connection, deadline, our own abort. */
  | { state: 'error'; reason: string }
  /** An answer came, but not one: a refusal, a page, an error in disguise. The finding is for the suite's `answered` rule. */
  | { state: 'unanswered'; finding: Finding }

export function answered(step: Pick<Step, 'answer' | 'body' | 'path'>, observation: Observation): AnswerState {
  const { response } = observation.exchange
  const frame = brokenFrame(observation.exchange)
  if (frame !== null) return badFrame(observation, frame)
  const broken = brokenOff(observation)
  if (broken !== null) return { state: 'error', reason: broken }
  if (!response) return { state: 'error', reason: 'no response' }
  const unsupported = notForThisModel(step, observation)
  if (unsupported !== undefined) return { state: 'unsupported', code: 'refused-for-model', reason: unsupported }
  const noAnswer = unreadable(observation)
  if (noAnswer !== undefined) return noAnswer
  if (step.answer === 'any') return { state: 'answered' }
  const { status } = response
  if (status < 200 || status > 299) return refused(step, observation, status)
  return inKind(step, observation)
}

/** OpenAI's own words for a parameter that the model, and not the request, has wrong: reasoning models take neither `max_tokens` nor a temperature. */
const UNSUPPORTED = new Set(['unsupported_parameter', 'unsupported_value'])
/** What every request carries to be short and steady. A refusal for it says nothing about what the request is for. */
const SCAFFOLD = new Set(['max_tokens', 'temperature', 'seed'])

/** What the server says where it refuses a request by the words above; undefined where it does not. */
function notForThisModel(step: Pick<Step, 'answer' | 'body'>, observation: Observation): string | undefined {
  const { status, json } = observation
  const error = json.ok && isObject(json.value) && isObject(json.value['error']) ? json.value['error'] : {}
  const parameter = String(error['param'] ?? '').split(/[.[]/)[0] ?? ''
  if (status !== 400 || !UNSUPPORTED.has(String(error['code'])) || !isObject(step.body) || !(parameter in step.body))
    return undefined
  return SCAFFOLD.has(parameter) || step.answer === 'required'
    ? `not with this model: HTTP 400: ${errorMessage(observation) ?? String(error['code'])}`
    : undefined
}

function refused(step: Pick<Step, 'answer'>, observation: Observation, status: number): AnswerState {
  const message = errorMessage(observation)
  const honest = (status >= 400 && status < 500) || status === 501
  if (step.answer === 'refusable' && honest && message !== undefined)
    return { state: 'unsupported', code: 'refused', reason: `HTTP ${status}: ${message}` }
  const expected =
    step.answer === 'refusable' ? 'an answer (2xx), or a 4xx with {"error": {"message"}}' : 'an answer (2xx)'
  return unanswered(
    observation,
    'status',
    `HTTP ${status}: ${message ?? observation.text.slice(0, 160)}`,
    expected,
    status,
  )
}

const inKind = (step: Pick<Step, 'body' | 'path'>, observation: Observation): AnswerState =>
  ofAnotherKind(step, observation) ?? withoutEvents(observation) ?? inDisguise(observation) ?? { state: 'answered' }

function ofAnotherKind(step: Pick<Step, 'body' | 'path'>, observation: Observation): AnswerState | undefined {
  const asked = isObject(step.body) && step.body['stream'] === true ? 'stream' : 'json'
  const got = kindOf(observation)
  if (asked === got) return undefined
  const { text } = observation
  return unanswered(
    observation,
    '$',
    text.trim() === '' ? 'the body is empty' : `the body is not what was asked for: ${text.slice(0, 160)}`,
    asked === 'stream' ? 'server-sent events' : 'a JSON body',
    got,
  )
}

/** `stream` and `json` are kinds that can be asked for; everything else is named in words. */
function kindOf({ stream, json, mediaType }: Observation): string {
  if (stream) return 'stream'
  if (!json.ok) return mediaType || 'no content type'
  return isObject(json.value) ? 'json' : `JSON, but ${typeName(json.value)}`
}

/** Rules about each event of a stream would all hold for one that has none. */
function withoutEvents(observation: Observation): AnswerState | undefined {
  const { stream } = observation
  if (stream?.events.length === 0)
    return unanswered(
      observation,
      '$',
      stream.done > 0 ? 'the stream holds nothing but [DONE]' : 'the stream holds no event',
      'events',
      'none',
    )
  if (stream && !stream.events.some(({ json: data }) => data.ok && isObject(data.value)))
    return unanswered(
      observation,
      '$',
      `no event of the stream is a JSON object: ${stream.events[0]?.data.slice(0, 160)}`,
      'events of JSON objects',
      'none',
    )
  return undefined
}

/** An error that is sent as if it were an answer. */
function inDisguise(observation: Observation): AnswerState | undefined {
  const { json, status } = observation
  if (!json.ok || !isObject(json.value) || !isObject(json.value['error'])) return undefined
  return unanswered(
    observation,
    '$.error',
    `an error under HTTP ${status}: ${errorMessage(observation)}`,
    'a 4xx or 5xx status',
    status,
  )
}

/** Why the exchange broke off, where that was not our doing: what came until then is not the whole answer. */
export const brokenOff = ({ exchange: { failure } }: Observation): string | null =>
  failure && !wasHungUp(failure) ? `${failure.code}: ${failure.message}` : null

/** What is no HTTP answer, and a body that no client gets to read. */
function unreadable(observation: Observation): AnswerState | undefined {
  const { undecodable, stream, exchange } = observation
  const status = observation.status ?? 0
  if (status < 100 || status > 599)
    return unanswered(observation, 'status', `HTTP ${status}, which is no status`, 'a status of HTTP', status)
  if (undecodable !== null)
    return unanswered(
      observation,
      'headers.content-encoding',
      undecodable,
      'a body that its coding can be undone of',
      header(exchange.response?.headers, 'content-encoding'),
    )
  if (stream?.tooLong)
    return unanswered(
      observation,
      '$',
      `the stream has more than ${MOST_LINES} lines`,
      'an answer within its token limit',
      `more than ${MOST_LINES} lines`,
    )
  return undefined
}

/** No client gets such an answer as it was meant, and nobody but the server is to blame. */
const badFrame = (observation: Observation, { path, message, expected }: BrokenFrame): AnswerState =>
  unanswered(observation, path, message, expected, observation.exchange.failure?.message ?? null)

const unanswered = (
  observation: Observation,
  path: string,
  message: string,
  expected: unknown,
  actual: unknown,
): AnswerState => ({
  state: 'unanswered',
  finding: { kind: 'wrong-value', path, message, expected, actual, exchange: observation.exchange.key },
})
