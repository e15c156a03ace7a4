import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, type JsonObject } from '../server-reply.ts'

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

export const deviations: Deviation[] = [
  {
    name: 'usage-absent',
    about: 'plain answers have no usage',
    rules: ['chat/response/usage-present'],
    hooks: { completion: ({ usage: _, ...body }) => body },
  },
  {
    name: 'usage-zero',
    about: 'all counts are 0',
    rules: ['usage/sum/prompt-never-zero', 'usage/sum/completion-never-zero'],
    hooks: counted(() => ({ prompt_tokens: 0, completion_tokens: 0 })),
  },
  {
    name: 'prompt-zero',
    about: '`prompt_tokens` is 0',
    rules: ['usage/sum/prompt-never-zero'],
    hooks: counted(() => ({ prompt_tokens: 0 })),
  },
  {
    name: 'prompt-zero-when-cached',
    about: '`prompt_tokens` counts only what was not cached',
    seen: ['Ollama before 0.2 and 0.30.0'],
    rules: ['usage/cached-prompt/counts-the-whole-prompt'],
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
    about: '`prompt_tokens` is the same for every prompt',
    rules: ['usage/growth/follows-the-prompt'],
    hooks: counted(() => ({ prompt_tokens: 17 })),
  },
  {
    name: 'prompt-last-message-only',
    about: '`prompt_tokens` counts the last message alone',
    rules: ['usage/growth/follows-the-prompt'],
    hooks: {
      generation: (choice, request) => ({
        ...choice,
        promptTokens: Math.ceil(JSON.stringify(request.messages.at(-1) ?? '').length / 4),
      }),
    },
  },
  {
    name: 'prompt-jitters',
    about: '`prompt_tokens` differs between equal requests',
    rules: ['usage/repeated/prompt-tokens'],
    hooks: jittering((again) => counted((prompt) => ({ prompt_tokens: prompt + (again % 7) }))),
  },
  {
    name: 'completion-zero',
    about: '`completion_tokens` is 0',
    rules: ['usage/sum/completion-never-zero'],
    hooks: counted(() => ({ completion_tokens: 0 })),
  },
  {
    name: 'completion-constant',
    about: '`completion_tokens` is always 9',
    rules: ['usage/completion/equals-the-cap'],
    hooks: counted(() => ({ completion_tokens: 9 })),
  },
  {
    name: 'completion-counts-letters',
    about: '`completion_tokens` counts characters',
    rules: ['usage/completion/equals-the-cap'],
    hooks: {
      generation: (choice) => ({ ...choice, completionTokens: (choice.text ?? '').length + 40 * choice.calls.length }),
    },
  },
  {
    name: 'total-wrong',
    about: '`total_tokens` is no sum',
    rules: ['usage/sum/adds-up'],
    hooks: inUsage((usage) => {
      usage['total_tokens'] = Number(usage['total_tokens']) + 1
    }),
  },
  {
    name: 'total-is-prompt',
    about: '`total_tokens` leaves out the answer',
    rules: ['usage/sum/adds-up'],
    hooks: inUsage((usage) => {
      usage['total_tokens'] = usage['prompt_tokens'] ?? 0
    }),
  },
  {
    name: 'total-absent',
    about: '`total_tokens` is left out',
    rules: ['chat/response/usage-total-tokens-present', 'streaming/chunk/usage-total-tokens-present'],
    hooks: inUsage((usage) => {
      delete usage['total_tokens']
    }),
  },
  {
    name: 'usage-as-text',
    about: 'counts are strings',
    rules: ['chat/response/usage-prompt-tokens-type', 'streaming/chunk/usage-prompt-tokens-type'],
    hooks: inUsage((usage) => {
      for (const key of ['prompt_tokens', 'completion_tokens', 'total_tokens']) usage[key] = String(usage[key])
    }),
  },
  {
    name: 'usage-fractions',
    about: 'counts are no whole numbers',
    rules: ['chat/response/usage-prompt-tokens-type'],
    hooks: inUsage((usage) => {
      usage['prompt_tokens'] = Number(usage['prompt_tokens']) + 0.5
      usage['total_tokens'] = Number(usage['total_tokens']) + 0.5
    }),
  },
  {
    name: 'usage-empty',
    about: 'usage is an empty object',
    rules: ['chat/response/usage-prompt-tokens-present'],
    hooks: inUsage((_, owner) => {
      owner['usage'] = {}
    }),
  },
  {
    name: 'usage-keys-of-responses',
    about: 'usage has the keys of another API',
    rules: ['chat/response/usage-prompt-tokens-present', 'streaming/chunk/usage-prompt-tokens-present'],
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
    about: '`prompt_tokens` leaves out the tools',
    rules: ['tools/parameter-schemas/string-enum'],
    hooks: { generation: (choice, request) => (request['tools'] ? { ...choice, promptTokens: 11 } : choice) },
  },
  {
    name: 'completion-jitters',
    about: '`completion_tokens` differs between equal answers',
    rules: ['usage/repeated/completion-tokens'],
    hooks: jittering((again) => counted((_, completion) => ({ completion_tokens: completion + (again % 3) }))),
  },
  {
    name: 'cached-beyond-prompt',
    about: '`cached_tokens` is more than the prompt',
    rules: ['usage/details/within-totals'],
    hooks: inUsage((usage) => {
      usage['prompt_tokens_details'] = { cached_tokens: 1000 + Number(usage['prompt_tokens']) }
    }),
  },
  {
    name: 'details-untold',
    about: 'usage has no details',
    seen: ['Ollama'],
    rules: ['usage/details/cached-told', 'usage/details/reasoning-told'],
    hooks: inUsage((usage) => {
      delete usage['prompt_tokens_details']
      delete usage['completion_tokens_details']
    }),
  },
  {
    name: 'details-empty',
    about: 'the details of usage are empty',
    rules: ['usage/details/cached-told', 'usage/details/reasoning-told'],
    hooks: inUsage((usage) => Object.assign(usage, { prompt_tokens_details: {}, completion_tokens_details: {} })),
  },
]
