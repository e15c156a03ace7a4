import { departure } from '../contract/validate.ts'
import { Failure } from '../failure.ts'
import { isObject } from '../json.ts'
import { ofDecodedBody } from '../wire/decode.ts'
import type { Exchange, HeaderPair } from '../wire/exchange.ts'
import { parseJson, whyNoJson } from '../wire/parse-json.ts'
import type { Captured, LeftOut, RecordPlace } from './captured.ts'
import { addressOf, callsOf, capturedCall } from './forms/form.ts'
import { FORMS, noForm } from './forms/index.ts'

type Headers = Record<string, string | string[]> | HeaderPair[]

/** A line of a JSONL capture. Format: `specs/harness/capture-row.schema.json`. */
interface CaptureRow {
  id?: string
  endpoint?: string
  recordedAt?: string | null
  request: { method?: string; url?: string; path?: string; headers?: Headers; body?: unknown }
  response: { status: number; headers?: Headers; body?: unknown }
}

const EXCHANGES = 'exchanges'

/** The calls of a line. @throws Failure for what is no JSON, or of no form that is read. */
export function rowExchanges(line: string, place: RecordPlace): Iterable<Captured | LeftOut> {
  const parsed = parseJson(line)
  if (!parsed.ok)
    throw new Failure(
      'CAPTURE_INVALID',
      `${place.where} ${whyNoJson(parsed.error)}. A JSONL capture has one record a line.`,
    )
  return recordExchanges(parsed.value, place)
}

/** The calls of a record: this project's own form, unread, the looser one that other loggers write, or the log of a known program. */
export function recordExchanges(value: unknown, place: RecordPlace): Iterable<Captured | LeftOut> {
  const { where, file } = place
  if (!isObject(value)) throw noForm(where, value)
  // Only this project says how a request went out.
  if (isObject(value['request']) && 'via' in value['request'])
    return [{ exchange: value as unknown as Exchange, host: null, where, file, form: EXCHANGES }]
  const form = FORMS.find(({ isOne }) => isOne(value))
  if (form) return callsOf(form, value, place)
  const wrong = departure('capture-row', value)
  if (wrong === null) return [fromRow(value as unknown as CaptureRow, place)]
  if (!('request' in value)) throw noForm(where, value)
  throw new Failure(
    'CAPTURE_INVALID',
    `${where} is no exchange (${wrong}). Each line needs {request: {method, url, body}, response: {status, headers, body}}.`,
  )
}

function fromRow({ id, endpoint, recordedAt, request, response }: CaptureRow, place: RecordPlace): Captured {
  const target = request.url ?? request.path ?? endpoint
  const url = target === undefined ? null : addressOf(target)
  if (url === null)
    throw new Failure(
      'CAPTURE_INVALID',
      `${place.where} does not say what was asked: give request.url or endpoint, an http URL or a path.`,
    )
  const call = {
    id,
    method: request.method,
    url: url.href,
    requestHeaders: pairs(request.headers),
    requestBody: textOf(request.body) ?? null,
    status: response.status,
    headers: ofDecodedBody(pairs(response.headers)),
    body: textOf(response.body) ?? '',
    startedAt: recordedAt ?? undefined,
  }
  return capturedCall(call, url, place, EXCHANGES)
}

const textOf = (body: unknown): string | undefined =>
  body === undefined || body === null ? undefined : typeof body === 'string' ? body : JSON.stringify(body)

const pairs = (headers: Headers = []): HeaderPair[] =>
  Array.isArray(headers)
    ? headers
    : Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value): HeaderPair => [name, value]))
