import { isObject, type JsonObject } from '../../exchange-types.ts'
import type { Hooks } from '../../hooks.ts'
import { deaf, type Fault } from '../fault.ts'

const seen = new Set<string>()

const counts = (usage: JsonObject): { prompt: number; completion: number } => ({
  prompt: Number(usage['prompt_tokens']),
  completion: Number(usage['completion_tokens']),
})

/** Changes every usage object, in plain bodies and in chunks. */
const inUsage = (change: (usage: JsonObject, owner: JsonObject) => void): Hooks => {
  const changed = (owner: JsonObject): JsonObject => {
    if (isObject(owner['usage'])) change(owner['usage'], owner)
    return owner
  }
  return { completion: changed, chunks: (chunks) => chunks.map(changed) }
}

const counted = (
  change: (
    prompt: number,
    completion: number,
    owner: JsonObject,
  ) => Partial<Record<'prompt_tokens' | 'completion_tokens' | 'total_tokens', number>>,
): Hooks =>
  inUsage((usage, owner) => {
    const { prompt, completion } = counts(usage)
    const next = { prompt_tokens: prompt, completion_tokens: completion, ...change(prompt, completion, owner) }
    Object.assign(usage, { total_tokens: next.prompt_tokens + next.completion_tokens }, next)
  })

/** Changes the answers to requests that were asked before, and told how often: others are left alone. */
function jittering(change: (again: number) => Hooks): Hooks {
  const asked = new Map<string, number>()
  const again = (request: JsonObject): Hooks => {
    const key = JSON.stringify(request)
    const times = asked.get(key) ?? 0
    asked.set(key, times + 1)
    return change(times)
  }
  return {
    completion: (body, request) => again(request).completion?.(body, request) ?? body,
    chunks: (chunks, request) => again(request).chunks?.(chunks, request) ?? chunks,
  }
}

const lastUsage = (chunks: JsonObject[]): JsonObject | undefined => chunks.findLast(({ usage }) => isObject(usage))
const streamed = (change: (chunks: JsonObject[], last: JsonObject) => JsonObject[]): Hooks => ({
  chunks: (chunks) => {
    const last = lastUsage(chunks)
    return last ? change(chunks, last) : chunks
  },
})

export const faults: Fault[] = [
  {
    name: 'usage-absent',
    about: 'plain answers have no usage',
    kills: ['chat/response/usage-present'],
    hooks: { completion: ({ usage: _, ...body }) => body },
  },
  {
    name: 'usage-zero',
    about: 'all counts are 0',
    kills: ['usage/sum/prompt-never-zero', 'usage/sum/completion-never-zero'],
    hooks: counted(() => ({ prompt_tokens: 0, completion_tokens: 0 })),
  },
  {
    name: 'prompt-zero',
    about: 'prompt_tokens is 0',
    kills: ['usage/sum/prompt-never-zero'],
    hooks: counted(() => ({ prompt_tokens: 0 })),
  },
  {
    name: 'prompt-zero-when-cached',
    about: 'prompt_tokens counts only what was not cached (Ollama before 0.2 and 0.30.0)',
    kills: ['usage/cached-prompt/counts-the-whole-prompt'],
    hooks: {
      generation: (choice, request) => {
        const key = JSON.stringify(request.messages)
        const known = seen.has(key)
        seen.add(key)
        return known ? { ...choice, promptTokens: 1 } : choice
      },
    },
  },
  {
    name: 'prompt-constant',
    about: 'prompt_tokens is the same for every prompt',
    kills: ['usage/growth/follows-the-prompt'],
    hooks: counted(() => ({ prompt_tokens: 17 })),
  },
  {
    name: 'prompt-last-message-only',
    about: 'prompt_tokens counts the last message alone',
    kills: ['usage/growth/follows-the-prompt'],
    hooks: {
      generation: (choice, request) => ({
        ...choice,
        promptTokens: Math.ceil(JSON.stringify(request.messages.at(-1) ?? '').length / 4),
      }),
    },
  },
  {
    name: 'prompt-jitters',
    about: 'prompt_tokens differs between equal requests',
    kills: ['usage/repeated/prompt-tokens'],
    hooks: jittering((again) => counted((prompt) => ({ prompt_tokens: prompt + (again % 7) }))),
  },
  {
    name: 'completion-zero',
    about: 'completion_tokens is 0',
    kills: ['usage/sum/completion-never-zero'],
    hooks: counted(() => ({ completion_tokens: 0 })),
  },
  {
    name: 'completion-constant',
    about: 'completion_tokens is always 9',
    kills: ['usage/completion/equals-the-cap'],
    hooks: counted(() => ({ completion_tokens: 9 })),
  },
  {
    name: 'completion-counts-letters',
    about: 'completion_tokens counts characters',
    kills: ['usage/completion/equals-the-cap'],
    hooks: {
      generation: (choice) => ({ ...choice, completionTokens: (choice.text ?? '').length + 40 * choice.calls.length }),
    },
  },
  {
    name: 'total-wrong',
    about: 'total_tokens is no sum',
    kills: ['usage/sum/adds-up'],
    hooks: inUsage((usage) => {
      usage['total_tokens'] = Number(usage['total_tokens']) + 1
    }),
  },
  {
    name: 'total-is-prompt',
    about: 'total_tokens leaves out the answer',
    kills: ['usage/sum/adds-up'],
    hooks: inUsage((usage) => {
      usage['total_tokens'] = usage['prompt_tokens'] ?? 0
    }),
  },
  {
    name: 'total-absent',
    about: 'total_tokens is left out',
    kills: ['chat/response/usage-total-tokens-present', 'streaming/chunk/usage-total-tokens-present'],
    hooks: inUsage((usage) => {
      delete usage['total_tokens']
    }),
  },
  {
    name: 'usage-as-text',
    about: 'counts are strings',
    kills: ['chat/response/usage-prompt-tokens-type', 'streaming/chunk/usage-prompt-tokens-type'],
    hooks: inUsage((usage) => {
      for (const key of ['prompt_tokens', 'completion_tokens', 'total_tokens']) usage[key] = String(usage[key])
    }),
  },
  {
    name: 'usage-fractions',
    about: 'counts are no whole numbers',
    kills: ['chat/response/usage-prompt-tokens-type'],
    hooks: inUsage((usage) => {
      usage['prompt_tokens'] = Number(usage['prompt_tokens']) + 0.5
      usage['total_tokens'] = Number(usage['total_tokens']) + 0.5
    }),
  },
  {
    name: 'usage-empty',
    about: 'usage is an empty object',
    kills: ['chat/response/usage-prompt-tokens-present'],
    hooks: inUsage((_, owner) => {
      owner['usage'] = {}
    }),
  },
  {
    name: 'usage-keys-of-responses',
    about: 'usage has the keys of another API',
    kills: ['chat/response/usage-prompt-tokens-present', 'streaming/chunk/usage-prompt-tokens-present'],
    hooks: inUsage((usage, owner) => {
      owner['usage'] = {
        input_tokens: usage['prompt_tokens'] ?? 0,
        output_tokens: usage['completion_tokens'] ?? 0,
        total_tokens: usage['total_tokens'] ?? 0,
      }
    }),
  },
  {
    name: 'tools-not-counted',
    about: 'prompt_tokens leaves out the tools',
    kills: ['tools/parameter-schemas/string-enum'],
    hooks: { generation: (choice, request) => (request['tools'] ? { ...choice, promptTokens: 11 } : choice) },
  },
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
  {
    name: 'completion-jitters',
    about: 'completion_tokens differs between equal answers',
    kills: ['usage/repeated/completion-tokens'],
    hooks: jittering((again) => counted((_, completion) => ({ completion_tokens: completion + (again % 3) }))),
  },
  {
    name: 'cached-beyond-prompt',
    about: 'cached_tokens is more than the prompt',
    kills: ['usage/details/within-totals'],
    hooks: inUsage((usage) => {
      usage['prompt_tokens_details'] = { cached_tokens: 1000 + Number(usage['prompt_tokens']) }
    }),
  },
  {
    name: 'details-untold',
    about: 'usage has no details (Ollama)',
    kills: ['usage/details/cached-told', 'usage/details/reasoning-told'],
    hooks: inUsage((usage) => {
      delete usage['prompt_tokens_details']
      delete usage['completion_tokens_details']
    }),
  },
  {
    name: 'details-empty',
    about: 'the details of usage are empty',
    kills: ['usage/details/cached-told', 'usage/details/reasoning-told'],
    hooks: inUsage((usage) => Object.assign(usage, { prompt_tokens_details: {}, completion_tokens_details: {} })),
  },
  ...(
    [
      [
        'total-wrong',
        'total_tokens of a response is no sum',
        'adds-up',
        (usage) => ({ ...usage, total_tokens: Number(usage['total_tokens']) + 1 }),
      ],
      [
        'usage-zero',
        'a response counts nothing',
        'never-zero',
        (usage) => ({ ...usage, input_tokens: 0, output_tokens: 0, total_tokens: 0 }),
      ],
      [
        'output-zero',
        'a response does not count its output',
        'never-zero',
        (usage) => ({ ...usage, output_tokens: 0, total_tokens: usage['input_tokens'] ?? 0 }),
      ],
      [
        'input-constant',
        'input_tokens is the same for every input',
        'follows-the-input',
        (usage) => ({ ...usage, input_tokens: 17, total_tokens: 17 + Number(usage['output_tokens']) }),
      ],
      [
        'stream-input-differs',
        'a streamed response counts its input otherwise',
        'stream-as-plain',
        (usage, streams) =>
          streams
            ? {
                ...usage,
                input_tokens: Number(usage['input_tokens']) + 9,
                total_tokens: Number(usage['total_tokens']) + 9,
              }
            : usage,
      ],
    ] satisfies [string, string, string, (usage: JsonObject, streams: boolean) => JsonObject][]
  ).map(([name, about, rule, change]): Fault => ({
    name: `responses-${name}`,
    about,
    kills: [`usage/responses/${rule}`],
    hooks: {
      responseObject: (body, request) =>
        isObject(body['usage']) ? { ...body, usage: change(body['usage'], request['stream'] === true) } : body,
    },
  })),
]
