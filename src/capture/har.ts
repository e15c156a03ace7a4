import { readFileSync } from 'node:fs'
import { ofDecodedBody } from '../exchange/decode.ts'
import { toChunk, type HeaderPair } from '../exchange/exchange.ts'
import { requestPath } from '../exchange/request-path.ts'
import { Failure } from '../failure.ts'
import { asArray, isObject, type JsonObject } from '../observe/reply.ts'
import type { Captured } from './capture.ts'

/** The exchanges of an HTTP archive (http://www.softwareishard.com/blog/har-12-spec/), as browsers and proxies save them. @throws Failure for no such file. */
export async function* harExchanges(file: string): AsyncGenerator<Captured> {
  let har: unknown
  try {
    har = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Failure('CAPTURE_INVALID', `${file} is not JSON${/ at position \d+/.exec((cause as Error).message)?.[0] ?? ''}. Save the traffic anew as HAR, with content.`, { cause })
  }
  const entries = isObject(har) && isObject(har['log']) ? har['log']['entries'] : undefined
  if (!Array.isArray(entries)) throw new Failure('CAPTURE_INVALID', `${file} has no log.entries, so it is no HAR. Save the traffic anew as HAR, with content.`)
  for (const [at, entry] of entries.entries()) {
    if (isObject(entry)) yield* fromEntry(entry, `entry-${at + 1}`, `${file}: log.entries[${at}]`)
  }
}

/** None where the archive does not hold what was answered: browsers leave bodies out unless asked for them. */
function* fromEntry(entry: JsonObject, key: string, where: string): Generator<Captured> {
  const request = object(entry['request'])
  const response = object(entry['response'])
  const content = object(response['content'])
  const url = URL.parse(String(request['url']))
  const status = Number(response['status'])
  if (url === null || !/^https?:$/.test(url.protocol) || !(status >= 100 && status <= 599) || typeof content['text'] !== 'string') return
  const bytes = Buffer.from(content['text'], content['encoding'] === 'base64' ? 'base64' : 'utf8')
  const posted = object(request['postData'])['text']
  const wait = Number(object(entry['timings'])['wait']) || 0
  yield {
    host: url.host, where,
    exchange: {
      key,
      request: { method: String(request['method'] ?? 'GET'), path: requestPath(url), headers: pairs(request['headers']), body: typeof posted === 'string' ? posted : null, via: 'http' },
      // What a browser saved is decoded, whatever coding the headers tell of.
      response: {
        status, statusText: String(response['statusText'] ?? ''), httpVersion: '1.1', complete: true, chunks: [toChunk(bytes, Math.max(0, wait))],
        headers: ofDecodedBody(pairs(response['headers'])),
      },
      failure: null,
      timing: { startedAt: String(entry['startedDateTime'] ?? ''), headersMs: null, firstByteMs: null, endMs: Math.max(0, Number(entry['time']) || 0) },
    },
  }
}

const object = (value: unknown): JsonObject => (isObject(value) ? value : {})

const pairs = (headers: unknown): HeaderPair[] =>
  asArray(headers).filter(isObject).flatMap(({ name, value }): HeaderPair[] => (typeof name === 'string' && !name.startsWith(':') ? [[name, String(value ?? '')]] : []))
