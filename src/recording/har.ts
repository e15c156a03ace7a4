import { MOST_OF_JSON, readPackedText, readText } from '../disk/read-file.ts'
import { Failure } from '../failure.ts'
import { asArray, isObject, type JsonObject } from '../json.ts'
import type { LeftOutReason } from '../record/capture-summary.ts'
import { ofDecodedBody } from '../wire/decode.ts'
import { toChunk, type Chunk, type Exchange, type HeaderPair, type WireResponse } from '../wire/exchange.ts'
import { parseJson, whyNoJson } from '../wire/parse-json.ts'
import { requestPath } from '../wire/request-path.ts'
import type { Captured, LeftOut, RecordPlace } from './captured.ts'

/**
 * The exchanges of an HTTP archive (http://www.softwareishard.com/blog/har-12-spec/), as browsers and proxies save them; mitmproxy
 * does with `hardump` and `save.har`. @throws Failure for no such file.
 */
export function harExchanges(file: string): Iterable<Captured | LeftOut> {
  const named = { file, code: 'CAPTURE_INVALID' }
  // mitmproxy packs what it is asked to write to `.zhar`.
  const text = /\.zhar$/i.test(file) ? readPackedText(named, MOST_OF_JSON) : readText(named, MOST_OF_JSON)
  const har = parseJson(text, MOST_NODES)
  if (!har.ok)
    throw new Failure(
      'CAPTURE_INVALID',
      `${file} ${whyNoJson(har.error)}${/ at position \d+/.exec(har.error)?.[0] ?? ''}. ${FIX}`,
    )
  const entries = harEntries(har.value)
  if (entries === undefined) throw new Failure('CAPTURE_INVALID', `${file} has no log.entries, so it is no HAR. ${FIX}`)
  return entriesExchanges(entries, file)
}

/** The entries of an archive; undefined where the document is no archive. */
export function harEntries(value: unknown): unknown[] | undefined {
  const entries = isObject(value) && isObject(value['log']) ? value['log']['entries'] : undefined
  return Array.isArray(entries) ? entries : undefined
}

export function* entriesExchanges(entries: readonly unknown[], file: string): Generator<Captured | LeftOut> {
  for (const [at, entry] of entries.entries())
    if (isObject(entry)) yield fromEntry(entry, { file, where: `${file}: log.entries[${at}]`, name: `entry-${at + 1}` })
}

/** Headers, cookies and timings of some 50,000 exchanges. */
export const MOST_NODES = 5_000_000
const FIX = 'Save the traffic anew as HAR, with content.'

function fromEntry(entry: JsonObject, { file, where, name }: RecordPlace): Captured | LeftOut {
  const [request, response] = [object(entry['request']), object(entry['response'])]
  const url = URL.parse(String(request['url']))
  const status = statusOf(response, where)
  if (url === null || !/^https?:$/.test(url.protocol)) return { exchange: null, why: 'other-record', file, where }
  const left = (why: LeftOutReason): LeftOut => ({ exchange: null, why, file, where, path: url.pathname })
  if (status === undefined) return left('no-answer')
  const text = savedText(object(response['content']))
  if (text === undefined) return left('no-response-body')
  const { method = 'GET' } = request
  return {
    file,
    where,
    form: 'HAR',
    host: url.host,
    exchange: {
      key: name,
      request: savedRequest(request, String(method), url),
      response: savedResponse(response, status, toChunk(text, milliseconds(object(entry['timings'])['wait']))),
      failure: null,
      timing: {
        startedAt: typeof entry['startedDateTime'] === 'string' ? entry['startedDateTime'] : '',
        headersMs: null,
        firstByteMs: null,
        endMs: milliseconds(entry['time']),
      },
    },
  }
}

/**
 * The bytes of a body; undefined where the archive does not hold them. Browsers leave bodies out unless asked for them, and Chrome
 * those of streams also then: it writes an empty text. mitmproxy writes null where it did not keep the body. Firefox says in a
 * comment that a body is cut or left out.
 */
function savedText({ text, encoding, comment }: JsonObject): Buffer | undefined {
  if (typeof text !== 'string' || text === '') return undefined
  if (typeof comment === 'string' && /truncated|not included|discarded/i.test(comment)) return undefined
  return Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8')
}

function savedRequest(request: JsonObject, method: string, url: URL): Exchange['request'] {
  const posted = object(request['postData'])['text']
  return {
    method,
    path: requestPath(url),
    headers: pairs(request['headers']),
    body: typeof posted === 'string' ? posted : null,
    via: 'http',
  }
}

/** What a browser saved is decoded, whatever coding the headers name. */
const savedResponse = (response: JsonObject, status: number, body: Chunk): WireResponse => ({
  status,
  statusText: String(response['statusText'] ?? ''),
  httpVersion: '1.1',
  complete: true,
  chunks: [body],
  headers: ofDecodedBody(pairs(response['headers'])),
})

/** Undefined where no answer came, for which browsers write 0 or -1. */
function statusOf({ status }: JsonObject, where: string): number | undefined {
  if (status === undefined || Number(status) <= 0) return undefined
  if (Number.isInteger(Number(status)) && Number(status) >= 100 && Number(status) <= 599) return Number(status)
  throw new Failure(
    'CAPTURE_INVALID',
    `${where}.response.status is ${JSON.stringify(status).slice(0, 60)}, which is no status of HTTP. ${FIX}`,
  )
}

/** A time that was not taken is -1, or what the program that saved it makes of it. Nothing is judged by it. */
const milliseconds = (value: unknown): number => (typeof value === 'number' && value > 0 && value < LONGEST ? value : 0)
/** A year. */
const LONGEST = 31_536_000_000

const object = (value: unknown): JsonObject => (isObject(value) ? value : {})

const pairs = (headers: unknown): HeaderPair[] =>
  asArray(headers)
    .filter(isObject)
    .flatMap(({ name, value }): HeaderPair[] =>
      typeof name === 'string' && !name.startsWith(':') ? [[name, String(value ?? '')]] : [],
    )
