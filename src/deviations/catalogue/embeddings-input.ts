import type { Json } from '../../suite/steps.ts'
import { replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { read } from '../embedding-hooks.ts'
import type { Hooks } from '../hooks.ts'
import { objects, type JsonObject } from '../server-reply.ts'

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

const batches = new Map<string, number>()
/** Every second time that the same batch comes. */
const secondTime = ({ input }: JsonObject): boolean => {
  const key = JSON.stringify(input)
  const times = (batches.get(key) ?? 0) + 1
  batches.set(key, times)
  return times % 2 === 0
}

export const deviations: Deviation[] = [
  {
    name: 'embeddings-tokens-as-texts',
    about: 'each token of a list is taken for a text',
    rules: ['embeddings/tokens/one-vector'],
    hooks: inTokens((input) => input.flat().map(String)),
  },
  {
    name: 'embeddings-token-lists-joined',
    about: 'lists of tokens are read as one',
    rules: ['embeddings/tokens/one-each'],
    hooks: inTokens((input) => input.flat()),
  },
  {
    name: 'embeddings-tokens-unread',
    about: 'tokens do not reach the model',
    rules: ['embeddings/tokens/tokens-tell'],
    hooks: inTokens((input) => (isLists(input) ? input.map(() => [0]) : [0])),
  },
  {
    name: 'embeddings-tokens-counted-twice',
    about: 'tokens are counted with marks around them',
    rules: ['embeddings/tokens/counted-as-sent'],
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
    rules: ['embeddings/tokens/answered'],
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
    rules: ['embeddings/list/repeated-text'],
    hooks: read((body) => (Array.isArray(body['input']) ? { ...body, input: [...new Set(body['input'])] } : body)),
  },
  {
    name: 'embeddings-repetition-misplaced',
    about: 'the vectors behind a repetition move up',
    rules: ['embeddings/list/repeated-text'],
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
    about: 'an empty text gives a 500',
    seen: ['Ollama before 0.30'],
    rules: ['embeddings/empty/embedded-or-refused'],
    hooks: ofEmpty(
      500,
      'application/json',
      '{"error":{"message":"failed to decode batch","type":"api_error","param":null,"code":null}}',
    ),
  },
  {
    name: 'embeddings-empty-hollow',
    about: 'empty input gives an answer with nothing in it',
    seen: ['Ollama'],
    rules: ['embeddings/empty/embedded-or-refused'],
    hooks: ofEmpty(
      200,
      'application/json',
      '{"object":"","data":null,"model":"","usage":{"prompt_tokens":0,"total_tokens":0}}',
    ),
  },
  {
    name: 'embeddings-batches-crossed',
    about: 'batches that come at once share a buffer: their vectors change places',
    rules: ['embeddings/concurrency/same-as-alone'],
    hooks: {
      embeddings: (body, request) =>
        Array.isArray(request['input']) && request['input'].length === 4 && secondTime(request)
          ? { ...body, data: objects(body['data']).map((_, at, all) => ({ ...all.at(-1 - at), index: at })) }
          : body,
    },
  },
]
