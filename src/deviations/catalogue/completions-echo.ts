import { deaf, inLists, inUsage, list, plainChoices, read } from '../completion-hooks.ts'
import type { Deviation } from '../deviation.ts'
import { textOf, type JsonObject } from '../server-reply.ts'

const lastToken = (lists: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(lists).map(([key, value]) => [key, list(value).slice(-1)]))

export const deviations: Deviation[] = [
  {
    name: 'completions-echo-ignored',
    about: '`echo` is ignored',
    seen: ['Ollama'],
    rules: ['completions/echo/begins-with-the-prompt'],
    hooks: deaf('echo'),
  },
  {
    name: 'completions-echo-alone',
    about: 'with `echo` the prompt alone comes back',
    rules: ['completions/echo/text-follows'],
    hooks: plainChoices((choice, { echo, prompt }) => (echo === true ? { ...choice, text: textOf(prompt) } : choice)),
  },
  {
    name: 'completions-echo-trimmed',
    about: 'the echoed prompt has lost its line breaks',
    rules: ['completions/echo/begins-with-the-prompt'],
    hooks: plainChoices((choice, { echo }) =>
      echo === true ? { ...choice, text: textOf(choice['text']).replaceAll('\n', ' ') } : choice,
    ),
  },
  {
    name: 'completions-echo-unscored',
    about: 'an echoed prompt has no log probabilities',
    rules: ['completions/echo/scores-the-prompt'],
    hooks: plainChoices((choice, { echo }) => (echo === true ? { ...choice, logprobs: null } : choice)),
  },
  {
    name: 'completions-echo-scored-from-the-text',
    about: 'log probabilities are those of the text alone',
    rules: ['completions/echo/scores-the-prompt'],
    hooks: plainChoices((choice, { echo }) =>
      echo === true && choice['logprobs'] !== null
        ? { ...choice, logprobs: lastToken(choice['logprobs'] as JsonObject) }
        : choice,
    ),
  },
  {
    name: 'completions-first-token-known',
    about: 'the first token has the log probability 0',
    rules: ['completions/echo/first-token-unknown'],
    hooks: inLists((lists) => ({ ...lists, token_logprobs: list(lists['token_logprobs']).map((value) => value ?? 0) })),
  },
  {
    name: 'completions-suffix-ignored',
    about: '`suffix` is ignored',
    rules: ['completions/suffix/reaches-the-model'],
    hooks: deaf('suffix'),
  },
  {
    name: 'completions-suffix-back',
    about: 'the suffix comes back behind the text',
    rules: ['completions/suffix/not-in-the-text'],
    hooks: plainChoices((choice, { suffix }) =>
      suffix ? { ...choice, text: `${textOf(choice['text'])}${textOf(suffix)}` } : choice,
    ),
  },
  {
    name: 'completions-best-of-ignored',
    about: '`best_of` is ignored',
    seen: ['Ollama'],
    rules: ['completions/best-of/below-n-refused'],
    hooks: deaf('best_of'),
  },
  {
    name: 'completions-best-of-all',
    about: 'all candidates come back',
    rules: ['completions/best-of/one-of-them-comes'],
    hooks: read((body) =>
      typeof body['best_of'] === 'number' && body['n'] === undefined ? { ...body, n: body['best_of'] } : body,
    ),
  },
  {
    name: 'completions-n-ignored',
    about: '`n` is ignored',
    seen: ['Ollama'],
    rules: ['completions/n/as-many-choices', 'completions/n/streamed-as-many'],
    hooks: deaf('n'),
  },
  {
    name: 'completions-n-not-streamed',
    about: '`n` is ignored in streams',
    rules: ['completions/n/streamed-as-many'],
    hooks: read((body) => (body['stream'] === true ? { ...body, n: 1 } : body)),
  },
  {
    name: 'completions-n-counts-one',
    about: 'the tokens of one choice are counted',
    rules: ['completions/n/counts-all'],
    hooks: inUsage((usage, { n }) =>
      typeof n === 'number'
        ? {
            ...usage,
            completion_tokens: Number(usage['completion_tokens']) / n,
            total_tokens: Number(usage['prompt_tokens']) + Number(usage['completion_tokens']) / n,
          }
        : usage,
    ),
  },
]
