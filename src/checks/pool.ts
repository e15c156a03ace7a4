import type { Finding } from '../finding.ts'
import { isObject } from '../json.ts'
import { wrongOrMissing } from '../suite/findings.ts'
import type { Observation } from '../wire/observe.ts'
import { once } from '../wire/once.ts'
import type { ReplyChoice } from '../wire/reply.ts'

/** Path of the request without its query. */
const pathOf = once(({ exchange: { request } }) => {
  const query = request.path.indexOf('?')
  return query < 0 ? request.path : request.path.slice(0, query)
})

/** Asks one path of the API, whatever the API base is. */
export const asks = (observation: Observation, method: 'GET' | 'POST', path: RegExp): boolean =>
  observation.exchange.request.method === method && path.test(pathOf(observation))

/** A request for a chat answer. */
export const asksChat = once((observation) => asks(observation, 'POST', /\/chat\/completions$/))

/** Ollama's native endpoints follow their own contract. An API base such as OpenRouter's `/api/v1` is not one of them. */
export const asksNative = (observation: Observation): boolean =>
  /^\/api\/(chat|generate|show|tags|ps|version|pull|push|create|copy|delete|embed|embeddings|blobs)(\/|$)/.test(
    pathOf(observation),
  )

export const succeeded = ({ status }: Observation): boolean => status !== null && status >= 200 && status <= 299

/** A success with what an API answers with. A page, or nothing at all, is no answer, whatever the status. */
export const answeredByApi = once((observation) => {
  const { stream, json } = observation
  return (
    succeeded(observation) && (stream !== null || (json.ok && isObject(json.value) && !isObject(json.value['error'])))
  )
})

/** A chat answer, plain or streamed. */
export const isChatReply = once((answer) => asksChat(answer) && succeeded(answer) && answer.reply !== null)

/** It came whole: neither cut by the network nor by us. */
export const cameWhole = ({ exchange, stream }: Observation): boolean =>
  exchange.failure === null && (stream === null || stream.done > 0)

/** A chat answer that came whole. */
export const isWholeReply = once((answer) => isChatReply(answer) && cameWhole(answer))

/** The choices of an answer, plain or put together from a stream. */
export const choicesOf = ({ reply }: Observation): readonly ReplyChoice[] => reply?.choices ?? []

/** Azure's own field: its answers name the model behind a deployment, and the request the deployment. */
export const isAzure = ({ text }: Observation): boolean => text.includes('"prompt_filter_results"')

export const hasChoices = (answer: Observation): boolean => choicesOf(answer).length > 0

export const isPlain = ({ stream }: Observation): boolean => stream === null
export const isStreamed = ({ stream }: Observation): boolean => stream !== null

/** What was asked is known. Some recorders keep no requests, so that an answer cannot be held against its own. */
export const hasRequest = ({ request }: Observation): boolean => Object.keys(request).length > 0

/** No server answers without any header; a recording may have left them out. */
export const hasHeaders = ({ exchange }: Observation): boolean => (exchange.response?.headers.length ?? 0) > 0

/** A finding where a choice does not say its place. */
export function misplacedChoice(answer: Observation): Finding | undefined {
  const choices = choicesOf(answer)
  const at = choices.findIndex(({ index }, place) => index !== place)
  return at < 0
    ? undefined
    : wrongOrMissing(answer, `$.choices[${at}].index`, 'not the place of the choice', at, choices[at]?.index, null)
}
