import { inBodies, inUsage, plainChoices, read, ZERO } from '../completion-hooks.ts'
import type { Deviation } from '../deviation.ts'
import { objects } from '../server-reply.ts'

export const deviations: Deviation[] = [
  {
    name: 'completions-first-prompt-only',
    about: 'of a list of prompts the first is answered',
    rules: ['completions/prompt-list/a-choice-each'],
    hooks: read((body) =>
      Array.isArray(body['prompt']) && typeof body['prompt'][0] !== 'number'
        ? { ...body, prompt: body['prompt'].slice(0, 1) }
        : body,
    ),
  },
  {
    name: 'completions-prompts-joined',
    about: 'a list of prompts is made one',
    rules: ['completions/prompt-list/a-choice-each'],
    hooks: read((body) =>
      Array.isArray(body['prompt']) && typeof body['prompt'][0] === 'string'
        ? { ...body, prompt: body['prompt'].join('\n') }
        : body,
    ),
  },
  {
    name: 'completions-list-printed',
    about: 'a list is taken for the text that prints it',
    rules: ['completions/prompt-list/one-in-a-list'],
    hooks: read((body) => (Array.isArray(body['prompt']) ? { ...body, prompt: JSON.stringify(body['prompt']) } : body)),
  },
  {
    name: 'completions-prompts-swapped',
    about: 'the texts are those of the other prompts',
    rules: ['completions/prompt-list/each-its-own'],
    hooks: read((body) =>
      Array.isArray(body['prompt']) && typeof body['prompt'][0] !== 'number'
        ? { ...body, prompt: [...body['prompt']].reverse() }
        : body,
    ),
  },
  {
    name: 'completions-batch-counts-one',
    about: 'of a list of prompts one is counted',
    rules: ['completions/prompt-list/counts-all'],
    hooks: inUsage((usage, { prompt }) =>
      Array.isArray(prompt) && prompt.length === 2
        ? { ...usage, prompt_tokens: 9, total_tokens: 9 + Number(usage['completion_tokens']) }
        : usage,
    ),
  },
  {
    name: 'completions-tokens-printed',
    about: 'tokens are taken for the text that prints them',
    rules: ['completions/prompt-tokens/taken-as-tokens'],
    hooks: read((body) =>
      Array.isArray(body['prompt']) && body['prompt'].every((one) => typeof one === 'number')
        ? { ...body, prompt: body['prompt'].join(' ') }
        : body,
    ),
  },
  {
    name: 'completions-token-lists-first-only',
    about: 'of several lists of tokens the first is answered',
    rules: ['completions/prompt-tokens/a-choice-for-each-list'],
    hooks: read((body) =>
      Array.isArray(body['prompt']) && Array.isArray(body['prompt'][0]) ? { ...body, prompt: body['prompt'][0] } : body,
    ),
  },
  {
    name: 'completions-empty-loads',
    about: 'an empty prompt loads the model, and that is answered',
    seen: ['Ollama'],
    rules: ['completions/prompt-empty/empty-prompt'],
    hooks: plainChoices((choice, { prompt }) =>
      prompt === '' ? { ...choice, text: '', finish_reason: 'load' } : choice,
    ),
  },
  {
    name: 'completions-empty-cut',
    about: 'an empty prompt is cut before the first token',
    seen: ['llama.cpp'],
    rules: ['completions/prompt-empty/empty-prompt'],
    hooks: inBodies((body, { prompt }) =>
      prompt === ''
        ? {
            ...body,
            choices: objects(body['choices']).map((choice) => ({ ...choice, text: '', finish_reason: 'length' })),
            usage: ZERO,
          }
        : body,
    ),
  },
]
