import type { JsonObject } from '../../json.ts'
import { isObject } from '../../json.ts'
import type { LeftOutReason } from '../../record/capture-summary.ts'
import { toChunk, type HeaderPair } from '../../wire/exchange.ts'
import { parseJson } from '../../wire/parse-json.ts'
import { LEADING_SLASHES, requestPath } from '../../wire/request-path.ts'
import type { Captured, LeftOut, RecordPlace } from '../captured.ts'

/** A call as a log keeps it. */
export interface LoggedCall {
  id?: string | undefined
  method?: string | undefined
  /** A whole address, or a path. */
  url: string
  requestHeaders?: HeaderPair[]
  requestBody: string | null
  status: number
  headers?: HeaderPair[]
  body: string
  startedAt?: string | undefined
  /** The log keeps the parsed answer, and neither bytes nor headers. */
  parsed?: boolean
}

/** How one program writes calls down, a record each. */
export interface Form {
  /** As reports call it. */
  name: string
  /** Whether a record is written so. */
  isOne: (record: JsonObject) => boolean
  /** The calls of a record, and why other parts of it are left out. */
  calls: (record: JsonObject) => Iterable<LoggedCall | LeftOutReason>
}

const UNKNOWN = 'http://unknown.invalid'

/** A whole address, or a path below a server that is not named: two slashes before a path name no host. Null for neither. */
export function addressOf(target: string): URL | null {
  const absolute = URL.parse(target)
  if (absolute !== null) return /^https?:$/.test(absolute.protocol) ? absolute : null
  const below = URL.parse(target.replace(LEADING_SLASHES, '/'), UNKNOWN)
  return below?.origin === UNKNOWN ? below : null
}

/** A logged call as the exchange it was. */
export function capturedCall(call: LoggedCall, url: URL, { file, where, name }: RecordPlace, form: string): Captured {
  const { id, method = 'POST', requestHeaders = [], requestBody, status, headers = [], body, startedAt } = call
  return {
    file,
    where,
    form,
    host: url.origin === UNKNOWN ? null : url.host,
    ...(call.parsed ? { parsed: true } : {}),
    exchange: {
      key: id || name,
      request: { method, path: requestPath(url), headers: requestHeaders, body: requestBody, via: 'http' },
      response: {
        status,
        statusText: '',
        httpVersion: '1.1',
        headers,
        chunks: [toChunk(Buffer.from(body), 0)],
        complete: true,
      },
      failure: null,
      // Less than the time of day says nothing of when it was asked.
      timing: { startedAt: startedAt?.includes('T') ? startedAt : '', headersMs: null, firstByteMs: null, endMs: 0 },
    },
  }
}

/** The calls of a record, as exchanges. */
export function* callsOf(form: Form, record: JsonObject, place: RecordPlace): Generator<Captured | LeftOut> {
  let number = 0
  for (const call of form.calls(record)) {
    number += 1
    const { file, where, name } = place
    const url = typeof call === 'string' ? null : addressOf(call.url)
    if (typeof call === 'string') yield { exchange: null, why: call, file, where }
    else if (url === null) yield { exchange: null, why: 'other-record', file, where }
    else yield capturedCall(call, url, { file, where, name: number === 1 ? name : `${name}.${number}` }, form.name)
  }
}

/** Logs keep JSON within JSON as text: what it is, or the text itself. */
export function unpacked(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return value
  const parsed = parseJson(value)
  return parsed.ok ? parsed.value : value
}

/** The same as an object; empty where it is not one. */
export function objectIn(value: unknown): JsonObject {
  const read = unpacked(value)
  return isObject(read) ? read : {}
}
