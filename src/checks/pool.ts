import type { Observation } from '../wire/observe.ts'
import { isObject } from '../json.ts'
import type { ChatReply } from '../wire/reply.ts'

/** Path of the request without its query. */
function pathOf({ exchange: { request: { path } } }: Observation): string {
  const query = path.indexOf('?')
  return query < 0 ? path : path.slice(0, query)
}

/** Asks one path of the API, whatever the API base is. */
export const asks = (observation: Observation, method: 'GET' | 'POST', path: RegExp): boolean =>
  observation.exchange.request.method === method && path.test(pathOf(observation))

/** A request for a chat answer. */
export const asksChat = (observation: Observation): boolean => asks(observation, 'POST', /\/chat\/completions$/)

/** Ollama's native endpoints follow their own contract. An API base such as OpenRouter's `/api/v1` is none of them. */
export const asksNative = (observation: Observation): boolean =>
  /^\/api\/(chat|generate|show|tags|ps|version|pull|push|create|copy|delete|embed|embeddings|blobs)(\/|$)/.test(pathOf(observation))

export const succeeded = ({ status }: Observation): boolean => status !== null && status >= 200 && status <= 299

/** A success with what an API answers with. A page, or nothing at all, is no answer, whatever the status. */
export const answeredByApi = (observation: Observation): boolean => {
  const { stream, json } = observation
  return succeeded(observation) && (stream !== null || (json.ok && isObject(json.value) && !isObject(json.value['error'])))
}

export interface ChatAnswer { observation: Observation; reply: ChatReply }

/** Every chat answer of the run, plain or streamed. */
export const chatReplies = (pool: readonly Observation[]): ChatAnswer[] =>
  pool.flatMap((observation) => (asksChat(observation) && succeeded(observation) && observation.reply ? [{ observation, reply: observation.reply }] : []))

/** Those that came whole: neither cut by the network nor by us. */
export const wholeReplies = (pool: readonly Observation[]): ChatAnswer[] =>
  chatReplies(pool).filter(({ observation: { exchange, stream } }) => exchange.failure === null && (stream === null || stream.done > 0))

/** Azure's own field: its answers name the model behind a deployment, and the request the deployment. */
export const isAzure = ({ text }: Observation): boolean => text.includes('"prompt_filter_results"')
