import type { Deviation } from '../../../src/deviations/deviation.ts'
import type { Hooks } from '../../../src/deviations/hooks.ts'
import { objects, textOf, type JsonObject } from '../../../src/deviations/server-reply.ts'
import type { Json } from '../../../src/suite/steps.ts'
import { defect } from './defect.ts'

const items = (change: (item: JsonObject, at: number, all: JsonObject[]) => JsonObject): Hooks => ({
  embeddings: (body) => ({ ...body, data: objects(body['data']).map(change) }),
})
const values = (change: (values: number[]) => Json[]): Hooks =>
  items((item) => ({
    ...item,
    embedding: Array.isArray(item['embedding']) ? change(item['embedding'] as number[]) : recoded(item, change),
  }))

function recoded(item: JsonObject, change: (values: number[]) => Json[]): string {
  const bytes = Buffer.from(textOf(item['embedding']), 'base64')
  const read = Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at))
  return Buffer.from(new Float32Array(change(read).map(Number)).buffer).toString('base64')
}

export const defects: Deviation[] = [
  defect(
    'index-of-first-only',
    'only the first vector has an index',
    items((item, at) => {
      const { index: _, ...without } = item
      return at === 0 ? item : without
    }),
  ),
  defect('vectors-shuffled-with-index', 'vectors come in another order, and each has its index', {
    embeddings: (body) => ({ ...body, data: objects(body['data']).toReversed() }),
  }),
  defect(
    'vectors-rounded',
    'numbers of a vector are rounded to two places',
    values((all) => all.map((one) => Math.round(one * 100) / 100)),
  ),
  defect(
    'vectors-as-text',
    'numbers of a vector are texts',
    items((item) => ({
      ...item,
      embedding: Array.isArray(item['embedding']) ? item['embedding'].map(String) : (item['embedding'] ?? null),
    })),
  ),
  defect(
    'single-vector-nested',
    'the vector of a single text stands in a list',
    items((item, _, all) =>
      all.length === 1 && Array.isArray(item['embedding']) ? { ...item, embedding: [item['embedding']] } : item,
    ),
  ),
  defect('four-at-most', 'of more than four texts the first four are embedded', {
    embeddings: (body) => ({ ...body, data: objects(body['data']).slice(0, 4) }),
  }),
  defect(
    'first-number-null',
    'the first number of each vector is not a number',
    values((all) => [Number.NaN, ...all.slice(1)]),
  ),
  defect(
    'base64-big-endian',
    'vectors in base64 have the other order of bytes',
    items((item) => ({
      ...item,
      embedding:
        typeof item['embedding'] === 'string'
          ? Buffer.from(item['embedding'], 'base64').swap32().toString('base64')
          : (item['embedding'] ?? null),
    })),
  ),
  defect('dimensions-ignored-in-lists', 'dimensions have no effect on a list of texts', {
    request: (body, path) => {
      const { dimensions: _, ...without } = body
      return path.endsWith('/embeddings') && Array.isArray(body['input']) && body['input'].length > 3 ? without : body
    },
  }),
  defect(
    'vectors-all-but-alike',
    'all vectors point nearly the same way',
    values((all) => all.map((one) => 1 + one / 1000)),
  ),
  defect(
    'vectors-negated-in-lists',
    'the vectors of a list have the other sign',
    items((item, _, all) =>
      all.length > 1
        ? {
            ...item,
            embedding: Array.isArray(item['embedding'])
              ? (item['embedding'] as number[]).map((one) => -one)
              : recoded(item, (read) => read.map((one) => -one)),
          }
        : item,
    ),
  ),
  defect('embeddings-usage-null', 'the usage of embeddings is null', {
    embeddings: (body) => ({ ...body, usage: null }),
  }),
]
