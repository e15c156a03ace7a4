import type { Finding } from '../finding.ts'
import { misplaced } from '../suite/findings.ts'
import type { Observation } from '../wire/observe.ts'
import { once } from '../wire/once.ts'
import { asks, succeeded } from './pool.ts'
import { asArray, isObject, type JsonObject } from './reply.ts'

export const EMBEDDING = '$.data[0].embedding'

/** The bodies of answers to requests for embeddings. */
export const embeddingBodies = (observation: Observation): JsonObject[] =>
  asks(observation, 'POST', /\/embeddings$/) &&
  succeeded(observation) &&
  observation.json.ok &&
  isObject(observation.json.value) &&
  !isObject(observation.json.value['error'])
    ? [observation.json.value]
    : []

/** What an answer has in the place of each vector, as sent. */
export const embeddingsSent = once((observation): readonly unknown[] =>
  embeddingBodies(observation).flatMap(({ data }) =>
    asArray(data).map((item) => (isObject(item) ? item['embedding'] : undefined)),
  ),
)

/** The `index` of each vector of an answer, as sent. */
export const embeddingPlaces = (observation: Observation): unknown[] =>
  embeddingBodies(observation).flatMap(({ data }) =>
    asArray(data).map((item) => (isObject(item) ? item['index'] : undefined)),
  )

/** The texts of a request: each a string, or a list of tokens. A list of numbers is one text. */
export function textsSent({ request: { input } }: Observation): readonly unknown[] {
  const isList = Array.isArray(input) && input.every((one) => typeof one === 'string' || Array.isArray(one))
  return isList ? input : [input]
}

/** The request has its texts as tokens. */
export const sendsTokens = (observation: Observation): boolean =>
  textsSent(observation).every((one) => Array.isArray(one) && one.every(Number.isInteger))

/** A finding where there is not a vector for each text of the request, in order. */
export function notOneEach(one: Observation): Finding | undefined {
  const places = embeddingPlaces(one)
  const expected = textsSent(one).map((_, at) => at)
  return places.length === expected.length && places.every((index, at) => index === at)
    ? undefined
    : misplaced(one, '$.data[].index', 'not a vector for each text in order', expected, places)
}

/** The vectors of an answer in the order sent, decoded where they are base64 of little-endian float32; null for what is no vector. */
export const vectors = (observation: Observation): (number[] | null)[] => embeddingsSent(observation).map(vector)

function vector(value: unknown): number[] | null {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'number') && value.length > 0 ? value : null
  if (typeof value !== 'string') return null
  const bytes = Buffer.from(value, 'base64')
  if (bytes.length === 0 || bytes.length % 4 !== 0) return null
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at))
}

export const norm = (values: readonly number[]): number => Math.hypot(...values)

/** How far two vectors point the same way, from -1 to 1. */
export const cosine = (a: readonly number[], b: readonly number[]): number =>
  a.length === b.length ? a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0) / (norm(a) * norm(b) || 1) : -1

/** Two vectors of the same text: servers round differently, and no two texts are this close by chance. */
export const SAME = 0.9999
export const round = (value: number): number => Math.round(value * 10_000) / 10_000
