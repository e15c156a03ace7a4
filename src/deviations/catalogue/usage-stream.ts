import { deaf } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, type JsonObject } from '../server-reply.ts'

const lastUsage = (chunks: JsonObject[]): JsonObject | undefined => chunks.findLast(({ usage }) => isObject(usage))
const streamed = (change: (chunks: JsonObject[], last: JsonObject) => JsonObject[]): Hooks => ({
  chunks: (chunks) => {
    const last = lastUsage(chunks)
    return last ? change(chunks, last) : chunks
  },
})

export const deviations: Deviation[] = [
  {
    name: 'stream-prompt-differs',
    about: 'a streamed answer counts its prompt otherwise',
    rules: ['usage/stream/prompt-tokens-as-plain'],
    hooks: {
      generation: (choice, request) =>
        request['stream'] === true ? { ...choice, promptTokens: choice.promptTokens + 9 } : choice,
    },
  },
  {
    name: 'stream-completion-differs',
    about: 'a streamed answer counts its text otherwise',
    rules: ['usage/stream/completion-tokens-as-plain'],
    hooks: {
      generation: (choice, request) =>
        request['stream'] === true ? { ...choice, completionTokens: choice.completionTokens + 9 } : choice,
    },
  },
  {
    name: 'include-usage-ignored',
    about: '`include_usage` is ignored',
    seen: ['Ollama before 0.5.2'],
    rules: ['streaming/usage/comes-when-asked'],
    hooks: deaf('stream_options'),
  },
  {
    name: 'include-usage-refused',
    about: '`stream_options` is refused',
    rules: ['streaming/usage/answered'],
    hooks: { request: (body) => (body['stream_options'] ? { ...body, stream_options: 7 } : body) },
  },
  {
    name: 'usage-unasked',
    about: 'usage comes in streams that did not ask for it',
    rules: ['streaming/usage/not-unasked'],
    hooks: {
      request: (body) => (body['stream'] === true ? { ...body, stream_options: { include_usage: true } } : body),
    },
  },
  {
    name: 'usage-on-every-chunk',
    about: 'every chunk has the counts so far',
    seen: ['gateways'],
    rules: ['streaming/usage/comes-when-asked'],
    hooks: streamed((chunks, last) => chunks.map((chunk) => ({ ...chunk, usage: last['usage'] ?? null }))),
  },
  {
    name: 'usage-zero-on-every-chunk',
    about: 'every chunk but the last has counts of 0',
    rules: ['streaming/usage/comes-when-asked'],
    hooks: streamed((chunks) =>
      chunks.map((chunk) => ({
        ...chunk,
        usage: chunk['usage'] ?? { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
      })),
    ),
  },
  {
    name: 'usage-empty-on-chunks',
    about: 'usage is {} before the last chunk',
    rules: ['streaming/usage/comes-when-asked'],
    hooks: streamed((chunks) => chunks.map((chunk) => ({ ...chunk, usage: chunk['usage'] ?? {} }))),
  },
  {
    name: 'usage-key-absent-before',
    about: 'earlier chunks have no usage key',
    seen: ['Ollama'],
    rules: ['streaming/usage/null-before'],
    hooks: streamed((chunks) =>
      chunks.map(({ usage, ...chunk }) => (usage === null || usage === undefined ? chunk : { ...chunk, usage })),
    ),
  },
  {
    name: 'usage-on-finish-chunk',
    about: 'usage rides on the finish chunk',
    rules: ['streaming/usage/comes-when-asked'],
    hooks: streamed((chunks, last) =>
      chunks
        .slice(0, -1)
        .map((chunk, at, all) => (at === all.length - 1 ? { ...chunk, usage: last['usage'] ?? null } : chunk)),
    ),
  },
  {
    name: 'usage-chunk-with-choice',
    about: 'the usage chunk has a choice',
    rules: ['streaming/usage/comes-when-asked'],
    hooks: streamed((chunks, last) =>
      chunks.map((chunk) =>
        chunk === last
          ? { ...chunk, choices: [{ index: 0, delta: { content: '' }, logprobs: null, finish_reason: null }] }
          : chunk,
      ),
    ),
  },
  {
    name: 'usage-chunk-without-choices',
    about: 'the usage chunk has no choices key',
    rules: ['streaming/chunk/choices-present'],
    hooks: streamed((chunks, last) =>
      chunks.map((chunk) => {
        const { choices: _, ...bare } = chunk
        return chunk === last ? bare : chunk
      }),
    ),
  },
  {
    name: 'usage-chunk-choices-null',
    about: 'the usage chunk has choices null',
    rules: ['streaming/chunk/choices-type'],
    hooks: streamed((chunks, last) => chunks.map((chunk) => (chunk === last ? { ...chunk, choices: null } : chunk))),
  },
  {
    name: 'usage-chunk-first',
    about: 'usage comes before the text',
    rules: ['streaming/usage/comes-last'],
    hooks: streamed((chunks, last) => [last, ...chunks.filter((chunk) => chunk !== last)]),
  },
  {
    name: 'usage-chunk-before-finish',
    about: 'usage comes before the finish',
    rules: ['streaming/usage/comes-last'],
    hooks: streamed((chunks, last) => [...chunks.slice(0, -2), last, ...chunks.slice(-2, -1)]),
  },
  {
    name: 'usage-chunk-twice',
    about: 'usage comes twice',
    rules: ['streaming/usage/comes-when-asked'],
    hooks: streamed((chunks, last) => [...chunks, structuredClone(last)]),
  },
]
