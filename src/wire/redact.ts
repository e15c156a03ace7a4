import { decodedBody } from './decode.ts'
import {
  chunkBytes,
  header,
  toChunk,
  type Chunk,
  type Exchange,
  type HeaderPair,
  type WireResponse,
} from './exchange.ts'
import { findSecrets } from './find-secrets.ts'
import { isSecretHeader } from './secret-names.ts'
import { withoutSecretParameters } from './secret-places.ts'
import type { Range } from './text-view.ts'

const MASK = '[redacted]'

/** Tells where in a text there are secrets; ranges are in order and do not overlap. */
export type Find = (text: string) => readonly Range[]

/** Masks what is found in a text. Ranges are in order and do not overlap. */
export const redactRanges = (text: string, ranges: readonly Range[]): string => cut(text, 0, ranges)

/** Masks known secrets wherever they stand in a text, whatever they are coded as. */
export const redactText = (text: string, secrets: readonly string[]): string =>
  redactRanges(text, findSecrets(text, secrets))

/** Words are no keys, whatever somebody has put into a variable: masking them would spoil what we say ourselves. */
export const isWord = (secret: string): boolean => secret.length < 8 || /^[a-z]+([-_ ][a-z]+)*$/i.test(secret)

/** The same in every text of something of our own, and in its names. */
export function redactValue<T>(value: T, all: readonly string[]): T {
  const secrets = all.filter((one) => !isWord(one))
  const masked = (inner: unknown): unknown => {
    if (typeof inner === 'string') return redactText(inner, secrets)
    if (Array.isArray(inner)) return inner.map(masked)
    if (typeof inner !== 'object' || inner === null) return inner
    return Object.fromEntries(Object.entries(inner).map(([name, one]) => [redactText(name, secrets), masked(one)]))
  }
  return secrets.length === 0 ? value : (masked(value) as T)
}

function redactHeaders(headers: HeaderPair[], find: Find): HeaderPair[] {
  const text = (value: string): string => redactRanges(value, find(value))
  return headers.map(([name, value]) => [
    text(name),
    isSecretHeader(name) ? MASK : withoutSecretParameters(text(value)),
  ])
}

/** A copy of the exchange without any known secret: in headers, bodies, errors, also where a server echoes it over chunk borders. */
export const redactExchange = (exchange: Exchange, secrets: readonly string[]): Exchange =>
  redactFound(exchange, (text) => findSecrets(text, secrets))

/** The same without what is found in its texts; what is found in its bodies may be more. */
export function redactFound(exchange: Exchange, find: Find, findInBody: Find = find): Exchange {
  const text = (value: string): string => redactRanges(value, find(value))
  const { request, failure } = exchange
  const response = exchange.response && readable(exchange.response, findInBody)
  return {
    ...exchange,
    request: {
      ...request,
      path: withoutSecretParameters(text(request.path)),
      headers: redactHeaders(request.headers, find),
      body: request.body === null ? null : redactRanges(request.body, findInBody(request.body)),
    },
    response: response && {
      ...response,
      statusText: text(response.statusText),
      headers: redactHeaders(response.headers, find),
      chunks: redactChunks(response.chunks, findInBody),
    },
    failure: failure && { ...failure, code: text(failure.code), message: text(failure.message) },
  }
}

/** A coded body hides what it holds, so one that holds a secret is kept decoded, and says so. */
function readable(response: WireResponse, find: Find): WireResponse {
  if (header(response.headers, 'content-encoding') === undefined) return response
  const { pieces } = decodedBody({ response })
  const decoded = Buffer.concat(pieces.map(({ bytes }) => bytes)).toString('latin1')
  if (find(decoded).length === 0) return response
  const headers = response.headers.map(([name, value]): HeaderPair =>
    name.toLowerCase() === 'content-encoding' ? [`x-decoded-${name}`, value] : [name, value],
  )
  return { ...response, headers, chunks: pieces.map(({ at, bytes }) => toChunk(bytes, at)) }
}

/** Chunk borders are evidence, so each stays where it is: of a secret that stands across one, the mask is where it begins. */
function redactChunks(chunks: Chunk[], find: Find): Chunk[] {
  const pieces = chunks.map((chunk) => ({ at: chunk.at, text: chunkBytes(chunk).toString('latin1') }))
  const ranges = find(pieces.map(({ text }) => text).join(''))
  if (ranges.length === 0) return chunks
  let begin = 0
  return pieces.map(({ at, text }) => {
    const masked = cut(text, begin, ranges)
    begin += text.length
    return toChunk(Buffer.from(masked, 'latin1'), at)
  })
}

/** A piece that begins at a place of the whole, without what the ranges of the whole say. */
function cut(text: string, begin: number, ranges: readonly Range[]): string {
  let kept = ''
  let done = 0
  for (const { from, to, isRest } of ranges) {
    if (to <= begin || from >= begin + text.length) continue
    kept += text.slice(done, Math.max(from - begin, done)) + (from >= begin && !isRest ? MASK : '')
    done = Math.min(to - begin, text.length)
  }
  return kept + text.slice(done)
}
