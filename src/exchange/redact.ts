import { decodedBody } from './decode.ts'
import { chunkBytes, header, toChunk, type Chunk, type Exchange, type HeaderPair, type WireResponse } from './exchange.ts'
import { findSecrets, type Range } from './find-secrets.ts'
import { isSecretHeader, withoutSecretParameters } from './secret-places.ts'

const MASK = '[redacted]'

/** Masks known secrets wherever they stand in a text, whatever they are coded as. */
export function redactText(text: string, secrets: readonly string[]): string {
  let masked = ''
  let done = 0
  for (const { from, to } of findSecrets(text, secrets)) {
    masked += text.slice(done, from) + MASK
    done = to
  }
  return done === 0 ? text : masked + text.slice(done)
}

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
  return secrets.length === 0 ? value : masked(value) as T
}

function redactHeaders(headers: HeaderPair[], secrets: readonly string[]): HeaderPair[] {
  return headers.map(([name, value]) => [redactText(name, secrets), isSecretHeader(name) ? MASK : withoutSecretParameters(redactText(value, secrets))])
}

/** A copy of the exchange without any known secret: in headers, bodies, errors, also where a server echoes it over chunk borders. */
export function redactExchange(exchange: Exchange, secrets: readonly string[]): Exchange {
  const text = (value: string): string => redactText(value, secrets)
  const { request, failure } = exchange
  const response = exchange.response && readable(exchange.response, secrets)
  return {
    ...exchange,
    request: { ...request, path: withoutSecretParameters(text(request.path)), headers: redactHeaders(request.headers, secrets), body: request.body === null ? null : text(request.body) },
    response: response && { ...response, statusText: text(response.statusText), headers: redactHeaders(response.headers, secrets), chunks: redactChunks(response.chunks, secrets) },
    failure: failure && { ...failure, code: text(failure.code), message: text(failure.message) },
  }
}

/** A coded body hides what it holds, so one that holds a secret is kept decoded, and says so. */
function readable(response: WireResponse, secrets: readonly string[]): WireResponse {
  if (secrets.length === 0 || header(response.headers, 'content-encoding') === undefined) return response
  const { pieces } = decodedBody({ response })
  const decoded = Buffer.concat(pieces.map(({ bytes }) => bytes)).toString('latin1')
  if (findSecrets(decoded, secrets).length === 0) return response
  const headers = response.headers.map(([name, value]): HeaderPair => (name.toLowerCase() === 'content-encoding' ? [`x-decoded-${name}`, value] : [name, value]))
  return { ...response, headers, chunks: pieces.map(({ at, bytes }) => toChunk(bytes, at)) }
}

/** Chunk borders are evidence, so each stays where it is: of a secret that stands across one, the mask is where it begins. */
function redactChunks(chunks: Chunk[], secrets: readonly string[]): Chunk[] {
  if (secrets.length === 0) return chunks
  const pieces = chunks.map((chunk) => ({ at: chunk.at, text: chunkBytes(chunk).toString('latin1') }))
  const ranges = findSecrets(pieces.map(({ text }) => text).join(''), secrets)
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
  for (const { from, to } of ranges) {
    if (to <= begin || from >= begin + text.length) continue
    kept += text.slice(done, Math.max(from - begin, done)) + (from >= begin ? MASK : '')
    done = Math.min(to - begin, text.length)
  }
  return kept + text.slice(done)
}
