import { TEXT_ANSWER } from '../../fixtures/replies/least-answers.ts'
import { TEXT_CALL } from '../../fixtures/sent/calls.ts'
import { complete, json, negativeSuite } from '../../src/define/index.ts'

export default negativeSuite({
  id: 'errors/completion-parameters',
  about: 'legacy text completions with one senseless parameter each',
  model: 'chat',
  schema: 'text-completion-request',
  source: 'https://platform.openai.com/docs/api-reference/completions/create',
  base: TEXT_CALL,
  request: complete,
  answered: json(TEXT_ANSWER),
  tells: false,
  fields: {
    prompt: {
      constraints: ['type'],
      breaks: 'a template bug of the app goes unnoticed: the model goes on from nothing',
    },
    n: { constraints: ['minimum'] },
    max_tokens: {
      constraints: ['minimum'],
      beside: { stream: true },
      breaks: 'an app whose sum of tokens went wrong gets an answer without end',
    },
    logprobs: { constraints: ['maximum'] },
    stream: { constraints: ['type'] },
  },
  mistakes: {
    'best-of-below-n': {
      body: { n: 2, best_of: 1 },
      parameter: 'best_of',
      what: 'a `best_of` below `n`',
      breaks: 'evaluation code takes choices that were never compared for the best ones',
      level: 'may',
    },
  },
})
