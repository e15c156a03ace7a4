import { isObject } from '../json.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe } from '../wire/observe.ts'

/** An exchange as a line of evidence. */
export function line(exchange: Exchange, note = ''): string {
  const { method, path } = exchange.request
  const { response, failure } = exchange
  const told = response ? `HTTP ${response.status}` : `no answer (${failure?.code ?? 'unknown'})`
  const text = observe(exchange).text.replace(/\s+/g, ' ').trim()
  return `${method} ${path}${note === '' ? '' : ` ${note}`} → ${told}${text === '' ? '' : `: ${text.length > 120 ? `${text.slice(0, 120)}…` : text}`}`
}

/** What the body says, as far as anything is looked for in it. */
export const said = (exchange: Exchange): string => observe(exchange).text.slice(0, 20_000)

export const status = ({ response }: Exchange): number => response?.status ?? 0
export const succeeded = (exchange: Exchange): boolean => status(exchange) >= 200 && status(exchange) <= 299
export const keyRefused = (exchange: Exchange): boolean => status(exchange) === 401 || status(exchange) === 403

/** A list of models, in OpenAI's form or in Ollama's. */
export function listsModels(exchange: Exchange): boolean {
  const { json } = observe(exchange)
  return (
    succeeded(exchange) &&
    json.ok &&
    isObject(json.value) &&
    (Array.isArray(json.value['data']) || Array.isArray(json.value['models']))
  )
}

/** An error from the handler of the endpoint itself, not from something in front of it: JSON with `error`, for a request that only it can judge. */
export function handlerAnswered(exchange: Exchange, control: Exchange): boolean {
  const { json, text } = observe(exchange)
  if (succeeded(exchange)) return true
  if (keyRefused(exchange) || ![400, 404, 405, 422, 500].includes(status(exchange))) return false
  return json.ok && isObject(json.value) && 'error' in json.value && text !== observe(control).text
}
