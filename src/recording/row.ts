import { departure } from '../contract/validate.ts'
import { Failure } from '../failure.ts'
import { isObject } from '../json.ts'
import { ofDecodedBody } from '../wire/decode.ts'
import { toChunk, type Exchange, type HeaderPair } from '../wire/exchange.ts'
import { parseJson, whyNoJson } from '../wire/parse-json.ts'
import { LEADING_SLASHES, requestPath } from '../wire/request-path.ts'
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

/** A line as the exchange it was: this project's own form, unread, or the looser one that other loggers write. @throws Failure for anything else. */
export function rowExchange(line: string, where: string, name: string): Captured {
  const parsed = parseJson(line)
  if (!parsed.ok)
    throw new Failure(
      'CAPTURE_INVALID',
      `${where} ${whyNoJson(parsed.error)}. A JSONL capture has one exchange a line.`,
    )
  const { value } = parsed
  // Only this project says how a request went out.
  if (isObject(value) && isObject(value['request']) && 'via' in value['request'])
    return { exchange: value as unknown as Exchange, host: null, where }
  const wrong = departure('capture-row', value)
  if (wrong !== null)
    throw new Failure(
      'CAPTURE_INVALID',
      `${where} is no exchange (${wrong}). Each line needs {request: {method, url, body}, response: {status, headers, body}}.`,
    )
  return fromRow(value as CaptureRow, where, name)
}

function fromRow({ id, endpoint, recordedAt, request, response }: CaptureRow, where: string, name: string): Captured {
  const target = request.url ?? request.path ?? endpoint
  const url = target === undefined ? null : addressOf(target)
  if (url === null)
    throw new Failure(
      'CAPTURE_INVALID',
      `${where} does not say what was asked: give request.url or endpoint, an http URL or a path.`,
    )
  return {
    host: url.origin === UNKNOWN ? null : url.host,
    where,
    exchange: {
      key: id || name,
      request: {
        method: request.method ?? 'POST',
        path: requestPath(url),
        headers: pairs(request.headers),
        body: textOf(request.body) ?? null,
        via: 'http',
      },
      response: {
        status: response.status,
        statusText: '',
        httpVersion: '1.1',
        headers: ofDecodedBody(pairs(response.headers)),
        chunks: [toChunk(Buffer.from(textOf(response.body) ?? ''), 0)],
        complete: true,
      },
      failure: null,
      // Less than the time of day says nothing of when it was asked.
      timing: { startedAt: recordedAt?.includes('T') ? recordedAt : '', headersMs: null, firstByteMs: null, endMs: 0 },
    },
  }
}

const UNKNOWN = 'http://unknown.invalid'

/** A whole address, or a path below a server that is not named: two slashes before a path name no host. Null for neither. */
function addressOf(target: string): URL | null {
  const absolute = URL.parse(target)
  if (absolute !== null) return /^https?:$/.test(absolute.protocol) ? absolute : null
  const below = URL.parse(target.replace(LEADING_SLASHES, '/'), UNKNOWN)
  return below?.origin === UNKNOWN ? below : null
}

const textOf = (body: unknown): string | undefined =>
  body === undefined || body === null ? undefined : typeof body === 'string' ? body : JSON.stringify(body)

const pairs = (headers: Headers = []): HeaderPair[] =>
  Array.isArray(headers)
    ? headers
    : Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value): HeaderPair => [name, value]))
