import { isObject, type JsonObject } from '../../../../src/json.ts'
import type { Mutation } from '../mutation.ts'
import { asked } from './asked.ts'

const EMBEDDINGS = ['embeddings']
const vectorsOf = (body: JsonObject): JsonObject[] => (Array.isArray(body['data']) ? body['data'].filter(isObject) : [])

const ofVectors = (
  name: string,
  about: string,
  change: (vectors: JsonObject[], request: JsonObject) => unknown[] | undefined,
): Mutation =>
  asked({
    name,
    about,
    of: EMBEDDINGS,
    plain: (body, request) => {
      const data = request['input'] === undefined ? undefined : change(vectorsOf(body), request)
      return data ? { ...body, data } : undefined
    },
  })

const lists = (vectors: JsonObject[], change: (vector: number[]) => unknown): JsonObject[] | undefined =>
  vectors.every(({ embedding }) => Array.isArray(embedding))
    ? vectors.map((vector) => ({ ...vector, embedding: change(vector['embedding'] as number[]) }))
    : undefined

const texts = (vectors: JsonObject[], change: (coded: string) => unknown): JsonObject[] | undefined =>
  vectors.every(({ embedding }) => typeof embedding === 'string')
    ? vectors.map((vector) => ({ ...vector, embedding: change(vector['embedding'] as string) }))
    : undefined

const floats = (coded: string): number[] => {
  const bytes = Buffer.from(coded, 'base64')
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4))
}
const coded = (numbers: number[]): string => Buffer.from(new Float32Array(numbers).buffer).toString('base64')

export const vectorMutations: Mutation[] = [
  ofVectors('vector lost', 'one vector fewer than inputs', (vectors) =>
    vectors.length > 1 ? vectors.slice(0, -1) : undefined,
  ),
  ofVectors('vector of a list', 'one vector for a list of several inputs', (vectors) =>
    vectors.length > 1 ? vectors.slice(0, 1) : undefined,
  ),
  ofVectors('vector too many', 'one vector more than inputs', (vectors) => [
    ...vectors,
    { ...vectors.at(-1), index: vectors.length },
  ]),
  ofVectors('vectors not numbered', 'every vector has the index 0', (vectors) =>
    vectors.length > 1 ? vectors.map((vector) => ({ ...vector, index: 0 })) : undefined,
  ),
  ofVectors('vectors from one', 'vectors are numbered from 1', (vectors) =>
    vectors.map((vector, at) => ({ ...vector, index: at + 1 })),
  ),
  ofVectors('one vector cut', 'the last of several vectors has half its numbers', (vectors) =>
    vectors.length > 1 ? [...vectors.slice(0, -1), ...(halved(vectors.slice(-1)) ?? [])] : undefined,
  ),
  ofVectors('dimensions ignored', 'vectors have twice the dimensions asked for', (vectors, { dimensions }) =>
    typeof dimensions === 'number'
      ? (lists(vectors, (vector) => [...vector, ...vector]) ??
        texts(vectors, (text) => coded([...floats(text), ...floats(text)])))
      : undefined,
  ),
  ofVectors('base64 ignored', 'lists of numbers come where base64 was asked for', (vectors) => texts(vectors, floats)),
  ofVectors('base64 unasked', 'base64 comes where lists of numbers were asked for', (vectors) => lists(vectors, coded)),
  ofVectors('base64 cut', 'base64 ends within a number', (vectors) =>
    texts(vectors, (text) => Buffer.from(text, 'base64').subarray(0, -2).toString('base64')),
  ),
  ofVectors('numbers as text', 'a vector holds texts', (vectors) => lists(vectors, (vector) => vector.map(String))),
  ofVectors('number null', 'a vector holds null', (vectors) => lists(vectors, (vector) => [null, ...vector.slice(1)])),
  ofVectors(
    'vector empty',
    'a vector has no numbers',
    (vectors) => lists(vectors, () => []) ?? texts(vectors, () => ''),
  ),
  ofVectors(
    'vector zero',
    'a vector has zeros alone',
    (vectors) =>
      lists(vectors, (vector) => vector.map(() => 0)) ?? texts(vectors, (text) => coded(floats(text).map(() => 0))),
  ),
]

const halved = (vectors: JsonObject[]): JsonObject[] | undefined =>
  lists(vectors, (vector) => vector.slice(vector.length / 2)) ??
  texts(vectors, (text) => coded(floats(text).slice(floats(text).length / 2)))
