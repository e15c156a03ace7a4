import { createHash } from 'node:crypto'
import { isObject, type JsonObject, type Refusal } from '../src/deviations/server-reply.ts'
import { tokensOf } from '../src/deviations/tokens.ts'
import type { Json } from '../src/suite/steps.ts'
import { requestRefusal } from './check-request.ts'
import type { Endpoint } from './endpoint.ts'
import { isEmbeddingModel, isServed, servedAs } from './models.ts'
import { invalid, NOT_JSON, unknownModel } from './refusals.ts'
import { jsonReply, refusalReply } from './replies.ts'
import { limitHeaders } from './reply-headers.ts'

/** Numbers of a vector where the request does not say; fewer than the real ones have, so that runs stay small. */
const DIMENSIONS = 48
/** The most a request may ask for. */
const MOST_DIMENSIONS = 1536
/** Tokens an input may have. */
const LONGEST = 8192

export const embeddings: Endpoint = (body, request, hooks) => {
  const refused = refusalReply(body === undefined ? NOT_JSON : refusal(body), request, hooks)
  if (refused) return refused
  const asked = isObject(body) ? body : {}
  const inputs = inputsOf(asked['input'])
  const tokens = inputs.reduce((sum, input) => sum + count(input), 0)
  const list: JsonObject = {
    object: 'list',
    data: inputs.map((input, index) => ({
      object: 'embedding',
      index,
      embedding: encoded(vector(input, dimensions(asked)), asked['encoding_format']),
    })),
    model: servedAs(String(asked['model'] ?? 'text-embedding-3-small')),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }
  return jsonReply(200, hooks.embeddings?.(list, asked) ?? list, limitHeaders)
}

function refusal(body: unknown): Refusal | null {
  const told = requestRefusal(body, 'embedding-request')
  if (told) return told
  const { model, input, dimensions: wanted } = body as JsonObject
  const name = String(model)
  if (!isServed(name)) return unknownModel(name)
  if (!isEmbeddingModel(name))
    return invalid('You are not allowed to generate embeddings from this model', null, null, 403)
  if (typeof wanted === 'number' && wanted > MOST_DIMENSIONS)
    return invalid(
      `Invalid value for 'dimensions' = ${wanted}. Must be less than or equal to ${MOST_DIMENSIONS}.`,
      null,
      null,
    )
  const inputs = inputsOf(input)
  if (inputs.some((one) => one.length === 0)) return invalid("'$.input' is invalid.", null, null)
  return inputs.some((one) => count(one) > LONGEST)
    ? invalid(`This model's maximum context length is ${LONGEST} tokens.`, null, null)
    : null
}

type Input = string | Json[]

/** A text, a list of texts, a list of tokens, or a list of such lists. */
function inputsOf(input: Json | undefined): Input[] {
  if (typeof input === 'string') return [input]
  if (!Array.isArray(input)) return []
  if (input.every((one) => typeof one === 'number')) return [input]
  return input.filter((one): one is Input => typeof one === 'string' || Array.isArray(one))
}

const count = (input: Input): number => (typeof input === 'string' ? tokensOf(input).length : input.length)
const dimensions = ({ dimensions: wanted }: JsonObject): number =>
  typeof wanted === 'number' && wanted >= 1 ? wanted : DIMENSIONS

/** How much of a vector is the text's own, beside the words that it shares with others. */
const OWN = 0.3

/** The direction of a text, of length 1: that of its words, so that like texts are near. Fewer dimensions are its beginning. */
function vector(input: Input, length: number): number[] {
  const text = typeof input === 'string' ? input : input.join(' ')
  const words = new Set(text.toLowerCase().match(/[\p{L}\d]+/gu) ?? [])
  const shared = unit([...words].map((word) => direction(word, length)).reduce(sum, Array<number>(length).fill(0)))
  return unit(
    sum(
      shared,
      direction(`text ${text}`, length).map((value) => OWN * value),
    ),
  ).map(Math.fround)
}

const sum = (a: number[], b: number[]): number[] => a.map((value, at) => value + (b[at] ?? 0))

function unit(values: number[]): number[] {
  const norm = Math.hypot(...values) || 1
  return values.map((value) => value / norm)
}

const direction = (seed: string, length: number): number[] =>
  Array.from({ length }, (_, at) => createHash('sha256').update(`${at} ${seed}`).digest().readInt32LE(0) / 2 ** 31)

const encoded = (values: number[], format: Json | undefined): Json =>
  format === 'base64' ? Buffer.from(new Float32Array(values).buffer).toString('base64') : values
