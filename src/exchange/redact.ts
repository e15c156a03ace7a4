import { decodedBody } from './decode.ts'
import { chunkBytes, header, toChunk, type Chunk, type Exchange, type HeaderPair, type WireResponse } from './exchange.ts'

const MASK = '[redacted]'

/** Headers that carry a secret or name an account, whatever their value. */
const SECRET_HEADERS = new Set([
  'authorization', 'proxy-authorization', 'x-api-key', 'api-key', 'x-portkey-api-key', 'x-portkey-virtual-key', 'x-portkey-config', 'x-litellm-api-key', 'x-goog-api-key', 'cookie',
  'set-cookie', 'openai-organization', 'openai-project',
])

/** Masks known secrets wherever they stand in a text, also percent-encoded or as base64. */
export function redactText(text: string, secrets: readonly string[]): string {
  return forms(secrets).reduce((masked, form) => masked.replaceAll(form, MASK), text)
}

function forms(secrets: readonly string[]): string[] {
  const real = secrets.filter((secret) => secret.length >= 4)
  return [...new Set(real.flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64'), JSON.stringify(secret).slice(1, -1)]))]
}

/** The forms as they stand in bytes read as latin1. */
const wideForms = (secrets: readonly string[]): string[] => forms(secrets).map((form) => Buffer.from(form).toString('latin1'))

const redactHeaders = (headers: HeaderPair[], secrets: readonly string[]): HeaderPair[] =>
  headers.map(([name, value]) => [name, SECRET_HEADERS.has(name.toLowerCase()) ? MASK : redactText(value, secrets)])

/** A copy of the exchange without any known secret: in headers, bodies, errors, also where a server echoes it over chunk borders. */
export function redactExchange(exchange: Exchange, secrets: readonly string[]): Exchange {
  const text = (value: string): string => redactText(value, secrets)
  const { request, failure } = exchange
  const response = exchange.response && readable(exchange.response, secrets)
  return {
    ...exchange,
    request: { ...request, path: text(request.path), headers: redactHeaders(request.headers, secrets), body: request.body === null ? null : text(request.body) },
    response: response && { ...response, statusText: text(response.statusText), headers: redactHeaders(response.headers, secrets), chunks: redactChunks(response.chunks, secrets) },
    failure: failure && { ...failure, message: text(failure.message) },
  }
}

/** A coded body hides what it holds, so one that holds a secret is kept decoded, and says so. */
function readable(response: WireResponse, secrets: readonly string[]): WireResponse {
  if (header(response.headers, 'content-encoding') === undefined) return response
  const pieces = decodedBody({ response })
  const decoded = Buffer.concat(pieces.map(({ bytes }) => bytes)).toString('latin1')
  if (!wideForms(secrets).some((form) => decoded.includes(form))) return response
  const headers = response.headers.map(([name, value]): HeaderPair => (name.toLowerCase() === 'content-encoding' ? [`x-decoded-${name}`, value] : [name, value]))
  return { ...response, headers, chunks: pieces.map(({ at, bytes }) => toChunk(bytes, at)) }
}

/** Chunk borders are evidence, so they are kept unless a secret stands across one: then the body becomes one chunk. */
function redactChunks(chunks: Chunk[], secrets: readonly string[]): Chunk[] {
  const masked = chunks.map((chunk) => redactChunk(chunk, secrets))
  const joined = Buffer.concat(masked.map(chunkBytes)).toString('latin1')
  const wide = wideForms(secrets)
  if (!wide.some((form) => joined.includes(form))) return masked
  const whole = wide.reduce((body, form) => body.replaceAll(form, MASK), joined)
  return [toChunk(Buffer.from(whole, 'latin1'), chunks.at(-1)?.at ?? 0)]
}

function redactChunk(chunk: Chunk, secrets: readonly string[]): Chunk {
  if ('text' in chunk) return { at: chunk.at, text: redactText(chunk.text, secrets) }
  const masked = wideForms(secrets).reduce((body, form) => body.replaceAll(form, MASK), chunkBytes(chunk).toString('latin1'))
  return toChunk(Buffer.from(masked, 'latin1'), chunk.at)
}
