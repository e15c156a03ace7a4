import { deaf, inBodies, inChunks, inUsage, read, ZERO } from '../completion-hooks.ts'
import type { Fault } from '../fault.ts'

export const faults: Fault[] = [
  {
    name: 'completions-usage-never',
    about: '`include_usage` is ignored',
    kills: ['completions/stream-usage/comes-when-asked'],
    hooks: deaf('stream_options'),
  },
  {
    name: 'completions-usage-zeros',
    about: 'chunks have zeros for usage (Ollama)',
    kills: ['completions/stream-usage/null-before'],
    hooks: inChunks((chunk) => (chunk['usage'] === null ? { ...chunk, usage: ZERO } : chunk)),
  },
  {
    name: 'completions-usage-uncounted',
    about: 'the usage at the end is zeros',
    kills: ['completions/stream-usage/counts-the-answer'],
    hooks: inChunks((chunk) => (chunk['usage'] ? { ...chunk, usage: ZERO } : chunk)),
  },
  {
    name: 'completions-usage-first',
    about: 'usage comes first',
    kills: ['completions/stream-usage/comes-when-asked'],
    hooks: {
      textChunks: (chunks) =>
        chunks.some(({ usage }) => usage) ? [...chunks.slice(-1), ...chunks.slice(0, -1)] : chunks,
    },
  },
  {
    name: 'completions-usage-unasked',
    about: 'usage comes unasked',
    kills: ['completions/stream-usage/not-unasked'],
    hooks: read((body) => (body['stream'] === true ? { ...body, stream_options: { include_usage: true } } : body)),
  },
  {
    name: 'completions-usage-absent',
    about: 'tokens are not counted',
    kills: ['completions/usage/is-counted'],
    hooks: inBodies(({ usage: _usage, ...body }) => body),
  },
  {
    name: 'completions-usage-no-sum',
    about: 'the total is that of the prompt',
    kills: ['completions/usage/adds-up'],
    hooks: inUsage((usage) => ({ ...usage, total_tokens: usage['prompt_tokens'] ?? 0 })),
  },
  {
    name: 'completions-usage-all-zero',
    about: 'all counts are 0',
    kills: ['completions/usage/never-zero'],
    hooks: inUsage(() => ZERO),
  },
  {
    name: 'completions-usage-fixed',
    about: 'every prompt counts the same',
    kills: ['completions/usage/follows-the-prompt'],
    hooks: inUsage((usage) => ({
      ...usage,
      prompt_tokens: 20,
      total_tokens: 20 + Number(usage['completion_tokens'] ?? 0),
    })),
  },
]
