import { deaf, inBodies, inChunks, inUsage, read, ZERO } from '../completion-hooks.ts'
import type { Deviation } from '../deviation.ts'

export const deviations: Deviation[] = [
  {
    name: 'completions-usage-never',
    about: '`include_usage` is ignored',
    rules: ['completions/stream-usage/comes-when-asked'],
    hooks: deaf('stream_options'),
  },
  {
    name: 'completions-usage-zeros',
    about: 'chunks have zeros for usage',
    seen: ['Ollama'],
    rules: ['completions/stream-usage/null-before'],
    hooks: inChunks((chunk) => (chunk['usage'] === null ? { ...chunk, usage: ZERO } : chunk)),
  },
  {
    name: 'completions-usage-uncounted',
    about: 'the usage at the end is zeros',
    rules: ['completions/stream-usage/counts-the-answer'],
    hooks: inChunks((chunk) => (chunk['usage'] ? { ...chunk, usage: ZERO } : chunk)),
  },
  {
    name: 'completions-usage-first',
    about: 'usage comes first',
    rules: ['completions/stream-usage/comes-when-asked'],
    hooks: {
      textChunks: (chunks) =>
        chunks.some(({ usage }) => usage) ? [...chunks.slice(-1), ...chunks.slice(0, -1)] : chunks,
    },
  },
  {
    name: 'completions-usage-unasked',
    about: 'usage comes unasked',
    rules: ['completions/stream-usage/not-unasked'],
    hooks: read((body) => (body['stream'] === true ? { ...body, stream_options: { include_usage: true } } : body)),
  },
  {
    name: 'completions-usage-absent',
    about: 'tokens are not counted',
    rules: ['completions/usage/is-counted'],
    hooks: inBodies(({ usage: _usage, ...body }) => body),
  },
  {
    name: 'completions-usage-no-sum',
    about: 'the total is that of the prompt',
    rules: ['completions/usage/adds-up'],
    hooks: inUsage((usage) => ({ ...usage, total_tokens: usage['prompt_tokens'] ?? 0 })),
  },
  {
    name: 'completions-usage-all-zero',
    about: 'all counts are 0',
    rules: ['completions/usage/never-zero'],
    hooks: inUsage(() => ZERO),
  },
  {
    name: 'completions-usage-fixed',
    about: 'every prompt counts the same',
    rules: ['completions/usage/follows-the-prompt'],
    hooks: inUsage((usage) => ({
      ...usage,
      prompt_tokens: 20,
      total_tokens: 20 + Number(usage['completion_tokens'] ?? 0),
    })),
  },
]
