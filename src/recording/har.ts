import { MOST_OF_JSON, readText } from '../disk/read-file.ts'
import { Failure } from '../failure.ts'
import { asArray, isObject, type JsonObject } from '../json.ts'
import { ofDecodedBody } from '../wire/decode.ts'
import { toChunk, type Chunk, type Exchange, type HeaderPair, type WireResponse } from '../wire/exchange.ts'
import { parseJson, whyNoJson } from '../wire/parse-json.ts'
import { requestPath } from '../wire/request-path.ts'
import type { Captured } from './capture.ts'

/** The exchanges of an HTTP archive (http://www.softwareishard.com/blog/har-12-spec/), as browsers and proxies save them. @throws Failure for no such file. */
export async function* harExchanges(file: string): AsyncGenerator<Captured> {
  const har = parseJson(readText({ file, code: 'CAPTURE_INVALID' }, MOST_OF_JSON), MOST_NODES)
  if (!har.ok)
    throw new Failure(
      'CAPTURE_INVALID',
      `${file} ${whyNoJson(har.error)}${/ at position \d+/.exec(har.error)?.[0] ?? ''}. ${FIX}`,
    )
  const entries = isObject(har.value) && isObject(har.value['log']) ? har.value['log']['entries'] : undefined
  if (!Array.isArray(entries))
    throw new Failure('CAPTURE_INVALID', `${file} has no log.entries, so it is no HAR. ${FIX}`)
  for (const [at, entry] of entries.entries()) {
    if (isObject(entry)) yield* fromEntry(entry, `entry-${at + 1}`, `${file}: log.entries[${at}]`)
  }
}

/** Headers, cookies and timings of some 50,000 exchanges. */
const MOST_NODES = 5_000_000
const FIX = 'Save the traffic anew as HAR, with content.'

/** None where the archive does not hold what was answered: browsers leave bodies out unless asked for them. */
function* fromEntry(entry: JsonObject, key: string, where: string): Generator<Captured> {
  const response = object(entry['response'])
  const content = object(response['content'])
  const url = URL.parse(String(object(entry['request'])['url']))
  const status = statusOf(response, where)
  if (url === null || !/^https?:$/.test(url.protocol) || status === undefined || typeof content['text'] !== 'string')
    return
  const bytes = Buffer.from(content['text'], content['encoding'] === 'base64' ? 'base64' : 'utf8')
  yield {
    host: url.host,
    where,
    exchange: {
      key,
      request: savedRequest(object(entry['request']), url),
      response: savedResponse(response, status, toChunk(bytes, milliseconds(object(entry['timings'])['wait']))),
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

function savedRequest(request: JsonObject, url: URL): Exchange['request'] {
  const posted = object(request['postData'])['text']
  return {
    method: String(request['method'] ?? 'GET'),
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
