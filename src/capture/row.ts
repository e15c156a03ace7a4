import { violations } from '../contract/validate.ts'
import { ofDecodedBody } from '../exchange/decode.ts'
import { toChunk, type Exchange, type HeaderPair } from '../exchange/exchange.ts'
import { Failure } from '../failure.ts'
import type { Captured } from './capture.ts'

type Headers = Record<string, string | string[]> | HeaderPair[]

/** A line of a JSONL capture. Format: `specs/harness/capture-row.schema.json`. */
interface CaptureRow {
  id?: string
  endpoint?: string
  recordedAt?: string | null
  request: { method?: string; url?: string; path?: string; headers?: Headers; body?: unknown }
  response: { status: number; headers?: Headers; body?: unknown }
}

/** A line as the exchange it was: this project's own form, or the looser one that other loggers write. @throws Failure for anything else. */
export function rowExchange(line: string, where: string, name: string): Captured {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw new Failure('CAPTURE_INVALID', `${where} is not JSON. A JSONL capture has one exchange a line.`, { cause })
  }
  if (violations('exchange', value).length === 0) return { exchange: value as Exchange, host: null }
  const [wrong] = violations('capture-row', value)
  if (wrong) throw new Failure('CAPTURE_INVALID', `${where} is no exchange (${wrong.finding.path}: ${wrong.finding.message}). Each line needs {request: {method, url, body}, response: {status, headers, body}}.`)
  return fromRow(value as CaptureRow, where, name)
}

function fromRow({ id, endpoint, recordedAt, request, response }: CaptureRow, where: string, name: string): Captured {
  const target = request.url ?? request.path ?? endpoint
  const url = target === undefined ? null : URL.parse(target, 'http://unknown.invalid')
  if (url === null) throw new Failure('CAPTURE_INVALID', `${where} does not say what was asked: give request.url or endpoint.`)
  return {
    host: url.hostname === 'unknown.invalid' ? null : url.host,
    exchange: {
      key: id ?? name,
      request: { method: request.method ?? 'POST', path: url.pathname + url.search, headers: pairs(request.headers), body: textOf(request.body) ?? null, via: 'http' },
      response: { status: response.status, statusText: '', httpVersion: '1.1', headers: ofDecodedBody(pairs(response.headers)), chunks: [toChunk(Buffer.from(textOf(response.body) ?? ''), 0)], complete: true },
      failure: null,
      // Less than the time of day says nothing of when it was asked.
      timing: { startedAt: recordedAt?.includes('T') ? recordedAt : '', headersMs: null, firstByteMs: null, endMs: 0 },
    },
  }
}

const textOf = (body: unknown): string | undefined => (body === undefined || body === null ? undefined : typeof body === 'string' ? body : JSON.stringify(body))

const pairs = (headers: Headers = []): HeaderPair[] =>
  Array.isArray(headers) ? headers : Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value): HeaderPair => [name, value]))
