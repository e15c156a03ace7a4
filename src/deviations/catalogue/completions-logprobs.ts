import { deaf, inLists, list, read } from '../completion-hooks.ts'
import type { Deviation } from '../deviation.ts'
import { objects, textOf, type JsonObject } from '../server-reply.ts'

export const deviations: Deviation[] = [
  {
    name: 'completions-logprobs-ignored',
    about: '`logprobs` is ignored',
    seen: ['Ollama'],
    rules: ['completions/logprobs/they-come'],
    hooks: deaf('logprobs'),
  },
  {
    name: 'completions-logprobs-not-streamed',
    about: 'streams have no log probabilities',
    rules: ['completions/logprobs/they-come'],
    hooks: {
      textChunks: (chunks) =>
        chunks.map((chunk) => ({
          ...chunk,
          choices: objects(chunk['choices']).map((choice) => ({ ...choice, logprobs: null })),
        })),
    },
  },
  {
    name: 'completions-logprobs-zero',
    about: '`logprobs: 0` is taken for none',
    rules: ['completions/logprobs/zero-gives-the-chosen'],
    hooks: read((body) => (body['logprobs'] === 0 ? { ...body, logprobs: null } : body)),
  },
  {
    name: 'completions-logprobs-always',
    about: 'log probabilities come unasked',
    rules: ['completions/logprobs/not-unless-asked'],
    hooks: read((body) => ({ logprobs: 1, ...body })),
  },
  {
    name: 'completions-logprobs-chat-form',
    about: 'log probabilities have the form of the chat endpoint',
    rules: ['completions/logprobs/they-come'],
    hooks: inLists((lists) => ({
      content: list(lists['tokens']).map((token) => ({ token, logprob: -0.1, bytes: null, top_logprobs: [] })),
    })),
  },
  {
    name: 'completions-lists-uneven',
    about: 'the list of alternatives is one short',
    rules: ['completions/logprobs-lists/lists-run-along'],
    hooks: inLists((lists) => ({ ...lists, top_logprobs: list(lists['top_logprobs']).slice(1) })),
  },
  {
    name: 'completions-tokens-trimmed',
    about: 'tokens have lost the space before them',
    rules: ['completions/logprobs-lists/tokens-are-the-text'],
    hooks: inLists((lists) => ({ ...lists, tokens: list(lists['tokens']).map((token) => textOf(token).trim()) })),
  },
  {
    name: 'completions-offsets-0',
    about: 'every offset is 0',
    rules: ['completions/logprobs-lists/offsets-follow-the-tokens'],
    hooks: inLists((lists) => ({ ...lists, text_offset: list(lists['text_offset']).map(() => 0) })),
  },
  {
    name: 'completions-probabilities',
    about: 'probabilities in the place of their logarithms',
    rules: ['completions/logprobs-lists/never-above-0'],
    hooks: inLists((lists) => ({
      ...lists,
      token_logprobs: list(lists['token_logprobs']).map((value) => (value === null ? null : Math.exp(Number(value)))),
    })),
  },
  {
    name: 'completions-chosen-left-out',
    about: 'the chosen token is not among the alternatives',
    rules: ['completions/logprobs-lists/chosen-is-among-them'],
    hooks: inLists((lists) => ({
      ...lists,
      top_logprobs: list(lists['top_logprobs']).map((entry) =>
        entry === null
          ? null
          : Object.fromEntries(
              Object.entries(entry as JsonObject)
                .slice(1)
                .concat([[' else', -9]]),
            ),
      ),
    })),
  },
  {
    name: 'completions-one-alternative',
    about: 'each token has itself for its only alternative',
    rules: ['completions/logprobs-lists/as-many-alternatives'],
    hooks: read((body) => (Number(body['logprobs']) > 1 ? { ...body, logprobs: 1 } : body)),
  },
]
