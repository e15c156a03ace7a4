import { isObject, type JsonObject } from '../../json.ts'
import type { LeftOutReason } from '../../record/capture-summary.ts'
import type { HeaderPair } from '../../wire/exchange.ts'
import { parseJson } from '../../wire/parse-json.ts'
import type { LoggedCall } from './form.ts'

/**
 * A call by the attributes that OpenTelemetry names `http.*` and `url.*`, with the bodies that instrumentations add under names of
 * their own. Undefined where no body of an answer is kept.
 * Source: https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function loggedHttp(fields: JsonObject): LoggedCall | LeftOutReason | undefined {
  const body = bodyIn(fields, 'response')
  const url = text(fields, ['url.full', 'http.url', 'url.path', 'http.target'])
  const status = Number(fields['http.response.status_code'] ?? fields['http.status_code'])
  if (body === undefined || url === undefined) return undefined
  if (!Number.isInteger(status) || status < 100 || status > 599) return 'no-answer'
  const method = text(fields, ['http.request.method', 'http.method'])
  const requestBody = bodyIn(fields, 'request')
  if (requestBody === undefined && method !== 'GET') return 'no-request-body'
  // Attributes are cut at a length that nothing tells.
  if (!isWhole(body) || (requestBody !== undefined && !parseJson(requestBody).ok)) return 'cut-body'
  return { method, url, requestBody: requestBody ?? null, status, headers: headersIn(fields), body }
}

const text = (fields: JsonObject, names: readonly string[]): string | undefined =>
  names.map((name) => fields[name]).find((value): value is string => typeof value === 'string')

function bodyIn(fields: JsonObject, side: 'request' | 'response'): string | undefined {
  const at = `http.${side}.body`
  const value = [at, `${at}.content`, `${at}.text`].map((name) => fields[name]).find((one) => one !== undefined)
  return isObject(value) ? JSON.stringify(value) : typeof value === 'string' ? value : undefined
}

/** Whether nothing can be missing at the end: JSON, or a stream with its last event. */
const isWhole = (body: string): boolean =>
  parseJson(body).ok || /^data: ?\[DONE\]|^event: ?response\.(completed|incomplete|failed)$/m.test(body)

/** Only headers that were asked for are kept; without the content type among them, nothing can be said of them. */
function headersIn(fields: JsonObject): HeaderPair[] {
  const PREFIX = 'http.response.header.'
  const pairs = Object.entries(fields).flatMap(([name, value]): HeaderPair[] =>
    name.startsWith(PREFIX) ? [value].flat().map((one): HeaderPair => [name.slice(PREFIX.length), String(one)]) : [],
  )
  return pairs.some(([name]) => name.toLowerCase() === 'content-type') ? pairs : []
}
