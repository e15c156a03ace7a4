import type { Json } from '../../suite/steps.ts'
import { replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { read } from '../embedding-hooks.ts'
import type { Hooks } from '../hooks.ts'
import { objects, type JsonObject } from '../server-reply.ts'

const items = (change: (item: JsonObject, at: number, all: JsonObject[]) => JsonObject): Hooks => ({
  embeddings: (body) => ({ ...body, data: objects(body['data']).map(change) }),
})

const inVectors = (change: (values: number[]) => number[]): Hooks =>
  items((item) => {
    const { embedding } = item
    if (typeof embedding === 'string') {
      const bytes = Buffer.from(embedding, 'base64')
      const values = Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at))
      return { ...item, embedding: Buffer.from(new Float32Array(change(values)).buffer).toString('base64') }
    }
    return { ...item, embedding: change(embedding as number[]) }
  })

const inText = (change: (text: string) => string): Hooks =>
  read((body) => ({
    ...body,
    input: Array.isArray(body['input'])
      ? body['input'].map((one: Json) => (typeof one === 'string' ? change(one) : one))
      : typeof body['input'] === 'string'
        ? change(body['input'])
        : (body['input'] ?? null),
  }))

export const deviations: Deviation[] = [
  {
    name: 'embeddings-404',
    about: 'there is no endpoint for embeddings',
    rules: ['embeddings/list/answered'],
    hooks: {
      response: (reply, { path }) =>
        path.endsWith('/embeddings')
          ? replaced(reply, { status: 404, type: 'text/plain', body: '404 page not found' })
          : reply,
    },
  },
  {
    name: 'embeddings-first-only',
    about: 'only the first text is embedded',
    rules: ['embeddings/list/one-each'],
    hooks: { embeddings: (body) => ({ ...body, data: objects(body['data']).slice(0, 1) }) },
  },
  {
    name: 'embeddings-index-0',
    about: 'every vector has the index 0',
    rules: ['embeddings/list/one-each'],
    hooks: items((item) => ({ ...item, index: 0 })),
  },
  {
    name: 'embeddings-reversed',
    about: 'the vectors come in reverse order',
    rules: ['embeddings/list/one-each'],
    hooks: { embeddings: (body) => ({ ...body, data: objects(body['data']).reverse() }) },
  },
  {
    name: 'embeddings-shifted',
    about: 'each text has the vector of the next',
    rules: ['embeddings/list/same-text-same-vector'],
    hooks: items((item, at, all) => ({ ...item, embedding: all[(at + 1) % all.length]?.['embedding'] ?? null })),
  },
  {
    name: 'embeddings-constant',
    about: 'all texts have one vector',
    rules: ['embeddings/list/other-text-other-vector'],
    hooks: inText(() => 'same'),
  },
  {
    name: 'embeddings-by-place',
    about: 'a text has another vector among others',
    rules: ['embeddings/list/same-text-same-vector'],
    hooks: {
      embeddings: (body) =>
        objects(body['data']).length < 2
          ? body
          : {
              ...body,
              data: objects(body['data']).map((item, at, all) => ({
                ...item,
                embedding: all[all.length - 1 - at]?.['embedding'] ?? null,
              })),
            },
    },
  },
  {
    name: 'embeddings-unscaled',
    about: 'vectors have any length',
    rules: ['embeddings/list/unit-length'],
    hooks: inVectors((values) => values.map((value) => 3 * value)),
  },
  {
    name: 'embeddings-zero',
    about: 'vectors are all 0',
    rules: ['embeddings/list/unit-length', 'embeddings/list/never-zero'],
    hooks: inVectors((values) => values.map(() => 0)),
  },
  {
    name: 'embeddings-dimensions-ignored',
    about: '`dimensions` is ignored',
    rules: ['embeddings/dimensions/as-many-as-asked'],
    hooks: read(({ dimensions: _, ...body }) => body),
  },
  {
    name: 'embeddings-dimensions-short',
    about: '`dimensions` gives half of what was asked',
    rules: ['embeddings/dimensions/as-many-as-asked'],
    hooks: read((body) =>
      typeof body['dimensions'] === 'number' ? { ...body, dimensions: body['dimensions'] / 2 } : body,
    ),
  },
  {
    name: 'embeddings-base64-ignored',
    about: '`encoding_format` is ignored',
    rules: ['embeddings/encoding/base64-is-text'],
    hooks: read(({ encoding_format: _, ...body }) => body),
  },
  {
    name: 'embeddings-base64-always',
    about: 'vectors are always base64',
    rules: ['embeddings/encoding/numbers-by-default'],
    hooks: read((body) => ({ ...body, encoding_format: 'base64' })),
  },
  {
    name: 'embeddings-base64-doubles',
    about: 'base64 holds 64-bit numbers',
    rules: ['embeddings/encoding/same-vector'],
    hooks: items((item) =>
      typeof item['embedding'] === 'string'
        ? {
            ...item,
            embedding: Buffer.from(
              new Float64Array(new Float32Array(Uint8Array.from(Buffer.from(item['embedding'], 'base64')).buffer))
                .buffer,
            ).toString('base64'),
          }
        : item,
    ),
  },
  {
    name: 'embeddings-base64-cut',
    about: 'the last byte of a vector in base64 is lost',
    rules: ['embeddings/encoding/floats-in-base64'],
    hooks: items((item) =>
      typeof item['embedding'] === 'string'
        ? { ...item, embedding: Buffer.from(item['embedding'], 'base64').subarray(0, -1).toString('base64') }
        : item,
    ),
  },
  {
    name: 'embeddings-alone-twice',
    about: 'a text that is sent alone is embedded twice',
    rules: ['embeddings/list/one-alone'],
    hooks: read((body) =>
      typeof body['input'] === 'string' ? { ...body, input: [body['input'], body['input']] } : body,
    ),
  },
  {
    name: 'embeddings-last-short',
    about: 'the last vector of a list lacks a number',
    rules: ['embeddings/list/equal-length'],
    hooks: items((item, at, all) =>
      at > 0 && at === all.length - 1 && Array.isArray(item['embedding'])
        ? { ...item, embedding: item['embedding'].slice(0, -1) }
        : item,
    ),
  },
  {
    name: 'embeddings-truncated',
    about: 'long texts are cut to their beginning',
    seen: ['Ollama'],
    rules: ['embeddings/over-long/nothing-cut-silently'],
    hooks: inText((text) => text.slice(0, 1200)),
  },
  {
    name: 'embeddings-unscaled-short',
    about: 'shortened vectors are not of length 1',
    rules: ['embeddings/dimensions/length-1-again'],
    hooks: {
      embeddings: (body, request) =>
        typeof request['dimensions'] === 'number'
          ? {
              ...body,
              data: objects(body['data']).map((item) => ({
                ...item,
                embedding: (item['embedding'] as number[]).map((value) => value / 2),
              })),
            }
          : body,
    },
  },
  {
    name: 'embeddings-usage-zero',
    about: 'tokens are not counted',
    rules: ['embeddings/list/usage-adds-up'],
    hooks: { embeddings: (body) => ({ ...body, usage: { prompt_tokens: 0, total_tokens: 0 } }) },
  },
  {
    name: 'embeddings-sdk-empty',
    about: 'no vector comes',
    rules: ['embeddings/sdk/gives-numbers'],
    hooks: { embeddings: (body) => ({ ...body, data: [] }) },
  },
  {
    name: 'embeddings-model-other',
    about: 'the answer names the file of the weights',
    rules: ['embeddings/model/echoed'],
    hooks: { embeddings: (body) => ({ ...body, model: '/models/weights.gguf' }) },
  },
]
