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

/** No endpoint can read this, so none can do what it is for: only one that is there can say so. */
export const BROKEN = '{"broken'

/** Statuses of a handler that could not do with the request. A 404 or 405 is what a server says where there is none. */
const OBJECTIONS = [400, 422, 500]

/**
 * Whether a handler objected to the request, and not whatever answers every path. `control` is the same request to a path that
 * no server has.
 */
export function handlerObjected(exchange: Exchange, control: Exchange): boolean {
  return OBJECTIONS.includes(status(exchange)) && status(exchange) !== status(control) && observe(exchange).json.ok
}

/** The same of a native endpoint: Ollama's own errors are a text, those of OpenAI, llama.cpp and gateways are none. */
export function nativeObjected(exchange: Exchange, control: Exchange): boolean {
  const { json } = observe(exchange)
  return (
    handlerObjected(exchange, control) && json.ok && isObject(json.value) && typeof json.value['error'] === 'string'
  )
}

/** The version as only Ollama gives it: `{"version": "0.12.11"}`. */
export function tellsVersion(exchange: Exchange): boolean {
  const { json } = observe(exchange)
  if (!succeeded(exchange) || !json.ok || !isObject(json.value)) return false
  return Object.keys(json.value).length === 1 && typeof json.value['version'] === 'string'
}
