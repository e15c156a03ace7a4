import { inDeltas } from '../changes.ts'
import type { Deviation } from '../deviation.ts'

export const deviations: Deviation[] = [
  {
    name: 'role-on-every-chunk',
    about: 'every delta has the role',
    seen: ['Ollama to 0.24'],
    rules: ['streaming/role/once'],
    hooks: inDeltas((delta) => {
      delta['role'] = 'assistant'
    }),
  },
  {
    name: 'role-never',
    about: 'no delta has the role',
    rules: ['streaming/role/first'],
    hooks: inDeltas((delta) => {
      delete delta['role']
    }),
  },
  {
    name: 'role-emptied',
    about: 'later deltas have the role ""',
    rules: ['streaming/role/once'],
    hooks: inDeltas((delta) => {
      delta['role'] ??= ''
    }),
  },
  {
    name: 'id-per-chunk',
    about: 'each chunk has an id of its own',
    seen: ['litellm'],
    rules: ['streaming/identity/id'],
    hooks: inDeltas((_, __, at, chunk) => {
      chunk['id'] = `chatcmpl-${at}`
    }),
  },
  {
    name: 'created-per-chunk',
    about: 'created moves while streaming',
    rules: ['streaming/identity/created'],
    hooks: inDeltas((_, __, at, chunk) => {
      chunk['created'] = 1_790_000_000 + at
    }),
  },
  {
    name: 'model-per-chunk',
    about: 'the last chunk has an empty model',
    seen: ['Ollama after an error'],
    rules: ['streaming/identity/model'],
    hooks: inDeltas((_, __, at, chunk) => {
      if (at > 0) chunk['model'] = ''
    }),
  },
  {
    name: 'model-changes',
    about: 'chunks name different models',
    rules: ['streaming/identity/model'],
    hooks: inDeltas((_, __, at, chunk) => {
      chunk['model'] = `gpt-4o-mini-${at}`
    }),
  },
  {
    name: 'fingerprint-changes',
    about: 'chunks have different fingerprints',
    rules: ['streaming/identity/fingerprint'],
    hooks: inDeltas((_, __, at, chunk) => {
      chunk['system_fingerprint'] = `fp_${at}`
    }),
  },
  {
    name: 'object-plain',
    about: 'chunks call themselves chat.completion',
    rules: ['streaming/chunk/object-value'],
    hooks: inDeltas((_, __, ___, chunk) => {
      chunk['object'] = 'chat.completion'
    }),
  },
  {
    name: 'message-beside-delta',
    about: 'each choice also has the whole message',
    seen: ['Perplexity'],
    rules: ['streaming/delta/no-message'],
    hooks: inDeltas((delta, choice) => {
      choice['message'] = { role: 'assistant', content: delta['content'] ?? '' }
    }),
  },
  {
    name: 'message-for-delta',
    about: 'chunks carry message in place of delta',
    rules: ['streaming/chunk/choices-delta-present'],
    hooks: inDeltas((delta, choice) => {
      choice['message'] = delta
      delete choice['delta']
    }),
  },
  {
    name: 'delta-null',
    about: 'the finish chunk has delta null',
    rules: ['streaming/chunk/choices-delta-type'],
    hooks: inDeltas((_, choice) => {
      if (choice['finish_reason'] !== null) choice['delta'] = null
    }),
  },
  {
    name: 'delta-absent',
    about: 'the finish chunk has no delta',
    rules: ['streaming/chunk/choices-delta-present'],
    hooks: inDeltas((_, choice) => {
      if (choice['finish_reason'] !== null) delete choice['delta']
    }),
  },
  {
    name: 'obfuscation-number',
    about: 'the padding is no text',
    rules: ['streaming/chunk/obfuscation-type'],
    hooks: { chunks: (chunks) => chunks.map((chunk) => ({ ...chunk, obfuscation: 7 })) },
  },
]
