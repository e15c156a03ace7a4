import type { Json } from '../../../src/suite/steps.ts'
import { objects, type JsonObject } from '../../exchange-types.ts'
import type { Hooks } from '../../hooks.ts'
import { replaced, type Fault } from '../fault.ts'

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
const read = (change: (body: JsonObject) => JsonObject): Hooks => ({
  request: (body, path) => (path.endsWith('/embeddings') ? change(body) : body),
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

const isTokens = (input: Json | undefined): input is number[] =>
  Array.isArray(input) && input.length > 0 && input.every((one) => typeof one === 'number')
const isLists = (input: Json | undefined): input is number[][] =>
  Array.isArray(input) && input.length > 0 && input.every(Array.isArray)
const inTokens = (change: (input: number[] | number[][]) => Json): Hooks =>
  read((body) => (isTokens(body['input']) || isLists(body['input']) ? { ...body, input: change(body['input']) } : body))
/** For what the service says of an input that is empty, in whatever way. */
const empty = (body: string | null): boolean => /"input":(""|\[\]|\[.*"")/.test(body ?? '')
const ofEmpty = (status: number, type: string, body: string): Hooks => ({
  response: (reply, request) =>
    request.path.endsWith('/embeddings') && empty(request.body) ? replaced(reply, { status, type, body }) : reply,
})

export const faults: Fault[] = [
  {
    name: 'embeddings-404',
    about: 'there is no endpoint for embeddings',
    kills: ['embeddings/list/answered'],
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
    kills: ['embeddings/list/one-each'],
    hooks: { embeddings: (body) => ({ ...body, data: objects(body['data']).slice(0, 1) }) },
  },
  {
    name: 'embeddings-index-0',
    about: 'every vector has the index 0',
    kills: ['embeddings/list/one-each'],
    hooks: items((item) => ({ ...item, index: 0 })),
  },
  {
    name: 'embeddings-reversed',
    about: 'the vectors come in reverse order',
    kills: ['embeddings/list/one-each'],
    hooks: { embeddings: (body) => ({ ...body, data: objects(body['data']).reverse() }) },
  },
  {
    name: 'embeddings-shifted',
    about: 'each text has the vector of the next',
    kills: ['embeddings/list/same-text-same-vector'],
    hooks: items((item, at, all) => ({ ...item, embedding: all[(at + 1) % all.length]?.['embedding'] ?? null })),
  },
  {
    name: 'embeddings-constant',
    about: 'all texts have one vector',
    kills: ['embeddings/list/other-text-other-vector'],
    hooks: inText(() => 'same'),
  },
  {
    name: 'embeddings-by-place',
    about: 'a text has another vector among others',
    kills: ['embeddings/list/same-text-same-vector'],
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
    kills: ['embeddings/list/unit-length'],
    hooks: inVectors((values) => values.map((value) => 3 * value)),
  },
  {
    name: 'embeddings-zero',
    about: 'vectors are all 0',
    kills: ['embeddings/list/unit-length'],
    hooks: inVectors((values) => values.map(() => 0)),
  },
  {
    name: 'embeddings-dimensions-short',
    about: '`dimensions` gives half of what was asked',
    kills: ['embeddings/dimensions/as-many-as-asked'],
    hooks: read((body) =>
      typeof body['dimensions'] === 'number' ? { ...body, dimensions: body['dimensions'] / 2 } : body,
    ),
  },
  {
    name: 'embeddings-base64-ignored',
    about: '`encoding_format` is ignored',
    kills: ['embeddings/encoding/base64-is-text'],
    hooks: read(({ encoding_format: _, ...body }) => body),
  },
  {
    name: 'embeddings-base64-always',
    about: 'vectors are always base64',
    kills: ['embeddings/encoding/numbers-by-default'],
    hooks: read((body) => ({ ...body, encoding_format: 'base64' })),
  },
  {
    name: 'embeddings-base64-doubles',
    about: 'base64 holds 64-bit numbers',
    kills: ['embeddings/encoding/same-vector'],
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
    name: 'embeddings-truncated',
    about: 'long texts are cut to their beginning (Ollama)',
    kills: ['embeddings/over-long/nothing-cut-silently'],
    hooks: inText((text) => text.slice(0, 1200)),
  },
  {
    name: 'embeddings-unscaled-short',
    about: 'shortened vectors are not of length 1',
    kills: ['embeddings/dimensions/length-1-again'],
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
    kills: ['embeddings/list/usage-adds-up'],
    hooks: { embeddings: (body) => ({ ...body, usage: { prompt_tokens: 0, total_tokens: 0 } }) },
  },
  {
    name: 'embeddings-sdk-empty',
    about: 'no vector comes',
    kills: ['embeddings/sdk/gives-numbers'],
    hooks: { embeddings: (body) => ({ ...body, data: [] }) },
  },
  {
    name: 'embeddings-tokens-as-texts',
    about: 'each token of a list is taken for a text',
    kills: ['embeddings/tokens/one-vector'],
    hooks: inTokens((input) => input.flat().map(String)),
  },
  {
    name: 'embeddings-token-lists-joined',
    about: 'lists of tokens are read as one',
    kills: ['embeddings/tokens/one-each'],
    hooks: inTokens((input) => input.flat()),
  },
  {
    name: 'embeddings-tokens-unread',
    about: 'tokens do not reach the model',
    kills: ['embeddings/tokens/tokens-tell'],
    hooks: inTokens((input) => (isLists(input) ? input.map(() => [0]) : [0])),
  },
  {
    name: 'embeddings-tokens-counted-twice',
    about: 'tokens are counted with marks around them',
    kills: ['embeddings/tokens/counted-as-sent'],
    hooks: {
      embeddings: (body, { input }) =>
        isTokens(input)
          ? { ...body, usage: { prompt_tokens: input.length + 2, total_tokens: input.length + 2 } }
          : body,
    },
  },
  {
    name: 'embeddings-tokens-500',
    about: 'tokens give a 500',
    kills: ['embeddings/tokens/answered'],
    hooks: {
      response: (reply, { path, body }) =>
        path.endsWith('/embeddings') && /"input":\[+\d/.test(body ?? '')
          ? replaced(reply, {
              status: 500,
              type: 'application/json',
              body: '{"error":{"message":"invalid input type"}}',
            })
          : reply,
    },
  },
  {
    name: 'embeddings-once-each',
    about: 'a text that comes twice is embedded once',
    kills: ['embeddings/list/repeated-text'],
    hooks: read((body) => (Array.isArray(body['input']) ? { ...body, input: [...new Set(body['input'])] } : body)),
  },
  {
    name: 'embeddings-repetition-misplaced',
    about: 'the vectors behind a repetition move up',
    kills: ['embeddings/list/repeated-text'],
    hooks: {
      embeddings: (body, { input }) =>
        Array.isArray(input) && input.length === 3 && input[0] === input[2]
          ? {
              ...body,
              data: objects(body['data']).map((item, at, all) => ({
                ...item,
                embedding: all[at === 2 ? 1 : at]?.['embedding'] ?? null,
              })),
            }
          : body,
    },
  },
  {
    name: 'embeddings-empty-500',
    about: 'an empty text gives a 500 (Ollama before 0.30)',
    kills: ['embeddings/empty/embedded-or-refused'],
    hooks: ofEmpty(
      500,
      'application/json',
      '{"error":{"message":"failed to decode batch","type":"api_error","param":null,"code":null}}',
    ),
  },
  {
    name: 'embeddings-empty-hollow',
    about: 'empty input gives an answer with nothing in it (Ollama)',
    kills: ['embeddings/empty/embedded-or-refused'],
    hooks: ofEmpty(
      200,
      'application/json',
      '{"object":"","data":null,"model":"","usage":{"prompt_tokens":0,"total_tokens":0}}',
    ),
  },
  {
    name: 'embeddings-model-other',
    about: 'the answer names the file of the weights',
    kills: ['embeddings/model/echoed'],
    hooks: { embeddings: (body) => ({ ...body, model: '/models/weights.gguf' }) },
  },
]
