import { isObject, type JsonObject } from '../../exchange-types.ts'
import type { Hooks } from '../../hooks.ts'
import { deaf, type Fault } from '../fault.ts'

const lastUsage = (chunks: JsonObject[]): JsonObject | undefined => chunks.findLast(({ usage }) => isObject(usage))
const streamed = (change: (chunks: JsonObject[], last: JsonObject) => JsonObject[]): Hooks => ({
  chunks: (chunks) => {
    const last = lastUsage(chunks)
    return last ? change(chunks, last) : chunks
  },
})

export const faults: Fault[] = [
  {
    name: 'stream-prompt-differs',
    about: 'a streamed answer counts its prompt otherwise',
    kills: ['usage/stream/prompt-tokens-as-plain'],
    hooks: {
      generation: (choice, request) =>
        request['stream'] === true ? { ...choice, promptTokens: choice.promptTokens + 9 } : choice,
    },
  },
  {
    name: 'stream-completion-differs',
    about: 'a streamed answer counts its text otherwise',
    kills: ['usage/stream/completion-tokens-as-plain'],
    hooks: {
      generation: (choice, request) =>
        request['stream'] === true ? { ...choice, completionTokens: choice.completionTokens + 9 } : choice,
    },
  },
  {
    name: 'include-usage-ignored',
    about: 'include_usage is ignored (Ollama before 0.5.2)',
    kills: ['streaming/usage/comes-when-asked'],
    hooks: deaf('stream_options'),
  },
  {
    name: 'include-usage-refused',
    about: 'stream_options is refused',
    kills: ['streaming/usage/answered'],
    hooks: { request: (body) => (body['stream_options'] ? { ...body, stream_options: 7 } : body) },
  },
  {
    name: 'usage-unasked',
    about: 'usage comes in streams that did not ask for it',
    kills: ['streaming/usage/not-unasked'],
    hooks: {
      request: (body) => (body['stream'] === true ? { ...body, stream_options: { include_usage: true } } : body),
    },
  },
  {
    name: 'usage-on-every-chunk',
    about: 'every chunk has the counts so far (gateways)',
    kills: ['streaming/usage/null-before'],
    hooks: streamed((chunks, last) => chunks.map((chunk) => ({ ...chunk, usage: last['usage'] ?? null }))),
  },
  {
    name: 'usage-zero-on-every-chunk',
    about: 'every chunk but the last has counts of 0',
    kills: ['streaming/usage/null-before'],
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
    kills: ['streaming/usage/null-before'],
    hooks: streamed((chunks) => chunks.map((chunk) => ({ ...chunk, usage: chunk['usage'] ?? {} }))),
  },
  {
    name: 'usage-key-absent-before',
    about: 'earlier chunks have no usage key (Ollama)',
    kills: ['streaming/usage/null-before'],
    hooks: streamed((chunks) =>
      chunks.map(({ usage, ...chunk }) => (usage === null || usage === undefined ? chunk : { ...chunk, usage })),
    ),
  },
  {
    name: 'usage-on-finish-chunk',
    about: 'usage rides on the finish chunk',
    kills: ['streaming/usage/comes-when-asked'],
    hooks: streamed((chunks, last) =>
      chunks
        .slice(0, -1)
        .map((chunk, at, all) => (at === all.length - 1 ? { ...chunk, usage: last['usage'] ?? null } : chunk)),
    ),
  },
  {
    name: 'usage-chunk-with-choice',
    about: 'the usage chunk has a choice',
    kills: ['streaming/usage/comes-when-asked'],
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
    kills: ['streaming/chunk/choices-present'],
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
    kills: ['streaming/chunk/choices-type'],
    hooks: streamed((chunks, last) => chunks.map((chunk) => (chunk === last ? { ...chunk, choices: null } : chunk))),
  },
  {
    name: 'usage-chunk-first',
    about: 'usage comes before the text',
    kills: ['streaming/usage/comes-last'],
    hooks: streamed((chunks, last) => [last, ...chunks.filter((chunk) => chunk !== last)]),
  },
  {
    name: 'usage-chunk-before-finish',
    about: 'usage comes before the finish',
    kills: ['streaming/usage/comes-last'],
    hooks: streamed((chunks, last) => [...chunks.slice(0, -2), last, ...chunks.slice(-2, -1)]),
  },
  {
    name: 'usage-chunk-twice',
    about: 'usage comes twice',
    kills: ['streaming/usage/comes-when-asked'],
    hooks: streamed((chunks, last) => [...chunks, structuredClone(last)]),
  },
]
