import { inChunks } from '../completion-hooks.ts'
import type { Deviation } from '../deviation.ts'
import { isObject, type JsonObject } from '../server-reply.ts'

/** A body that counts some tokens more. */
const dearer = (body: JsonObject, key: 'prompt_tokens' | 'input_tokens'): JsonObject => {
  const { usage } = body
  return isObject(usage)
    ? { ...body, usage: { ...usage, [key]: Number(usage[key]) + 3, total_tokens: Number(usage['total_tokens']) + 3 } }
    : body
}

export const deviations: Deviation[] = [
  {
    name: 'prompt-without-beginning',
    about: 'a conversation that goes on is counted without its beginning, which the cache holds',
    seen: ['Ollama 0.30.0'],
    rules: ['usage/conversation/goes-on'],
    hooks: {
      generation: (choice, request) =>
        request.messages.length === 3 && request.messages[1]?.['role'] === 'assistant'
          ? { ...choice, promptTokens: 4 }
          : choice,
    },
  },
  {
    name: 'responses-unstored-counts-otherwise',
    about: 'a response that is not stored counts more input',
    rules: ['usage/responses/as-before'],
    hooks: {
      responseObject: (body, request) => (request['store'] === false ? dearer(body, 'input_tokens') : body),
    },
  },
  {
    name: 'embeddings-base64-counts-otherwise',
    about: 'vectors in base64 count more tokens',
    rules: ['embeddings/usage/as-before'],
    hooks: {
      embeddings: (body, request) => (request['encoding_format'] === 'base64' ? dearer(body, 'prompt_tokens') : body),
    },
  },
  {
    name: 'embeddings-count-nothing',
    about: 'embeddings count no tokens',
    rules: ['embeddings/usage/never-zero'],
    hooks: { embeddings: (body) => ({ ...body, usage: { prompt_tokens: 0, total_tokens: 0 } }) },
  },
  {
    name: 'completions-stream-counts-otherwise',
    about: 'a streamed text completion counts more of the prompt than a plain one',
    rules: ['completions/stream-usage/counts-as-plain'],
    hooks: inChunks((chunk) => dearer(chunk, 'prompt_tokens')),
  },
]
