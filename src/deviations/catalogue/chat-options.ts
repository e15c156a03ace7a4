import { deaf, inChoices } from '../changes.ts'
import { regenerated } from '../chat-hooks.ts'
import type { Deviation } from '../deviation.ts'
import type { Generation } from '../server-reply.ts'
import { tokensOf } from '../tokens.ts'

const longer = (choice: Generation): Partial<Generation> => ({
  text: `${choice.text ?? ''} and more of it`,
  completionTokens: choice.completionTokens + 4,
})

let turn = 0

export const deviations: Deviation[] = [
  {
    name: 'n-ignored',
    about: 'n is accepted and one choice comes',
    seen: ['Ollama'],
    rules: ['parameters/n/as-many-choices', 'parameters/n/as-many-streamed'],
    hooks: deaf('n'),
  },
  {
    name: 'n-same-index',
    about: 'all choices have index 0',
    rules: ['chat/choices/index-counts-up'],
    hooks: inChoices((choice) => {
      choice['index'] = 0
    }),
  },
  {
    name: 'max-tokens-ignored',
    about: '`max_tokens` is ignored',
    seen: ['report on Ollama 0.34.0'],
    rules: ['parameters/max-tokens/caps-the-answer'],
    hooks: deaf('max_tokens'),
  },
  {
    name: 'max-completion-tokens-ignored',
    about: '`max_completion_tokens` is ignored',
    seen: ['Ollama 0.32.5'],
    rules: ['parameters/max-completion-tokens/caps-the-answer'],
    hooks: deaf('max_completion_tokens'),
  },
  {
    name: 'cap-overshot',
    about: 'the cap is passed by a few tokens',
    rules: ['parameters/max-completion-tokens/caps-the-answer', 'parameters/max-tokens/caps-the-answer'],
    hooks: regenerated((choice) => (choice.finish === 'length' ? longer(choice) : {})),
  },
  {
    name: 'seed-ignored',
    about: 'the same request never gives the same text',
    rules: ['parameters/seed/repeats'],
    hooks: regenerated((choice) => ({
      text: choice.text === null ? null : `${choice.text.slice(0, -1)}${tokensOf(choice.text).length + turn++}`,
    })),
  },
  {
    name: 'logprobs-ignored',
    about: 'logprobs is accepted and none come',
    seen: ['Ollama before 0.12.11'],
    rules: ['logprobs/asked/they-come'],
    hooks: deaf('logprobs', 'top_logprobs'),
  },
  {
    name: 'top-logprobs-ignored',
    about: '`top_logprobs` is ignored',
    rules: ['logprobs/asked/as-many-alternatives'],
    hooks: deaf('top_logprobs'),
  },
  {
    name: 'top-logprobs-always-20',
    about: 'more alternatives come than asked for',
    rules: ['logprobs/asked/as-many-alternatives'],
    hooks: { request: (body) => ('top_logprobs' in body ? { ...body, top_logprobs: 20 } : body) },
  },
  {
    name: 'usage-null',
    about: 'usage is null in a finished answer',
    rules: ['chat/sdk/gives-usage'],
    hooks: { completion: (body) => ({ ...body, usage: null }) },
  },
]
