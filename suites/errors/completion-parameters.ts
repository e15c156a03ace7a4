import { complete, json, negativeSuite } from '../../src/define/index.ts'

const COMPLETED = json({
  id: 'cmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012', object: 'text_completion', created: 1_760_000_000, model: 'gpt-3.5-turbo-instruct',
  choices: [{ text: ' Hello', index: 0, logprobs: null, finish_reason: 'length' }], usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
})

export default negativeSuite({
  id: 'errors/completion-parameters',
  about: 'legacy text completions with one senseless parameter each',
  model: 'chat',
  schema: 'text-completion-request',
  source: 'https://platform.openai.com/docs/api-reference/completions/create',
  base: { prompt: 'Say hello.', max_tokens: 1 },
  request: complete,
  answered: COMPLETED,
  tells: false,
  fields: {
    'prompt': { constraints: ['type'], breaks: 'a template bug of the app goes unnoticed: the model goes on from nothing' },
    'temperature': { constraints: ['maximum'] },
    'n': { constraints: ['minimum'] },
    'max_tokens': { constraints: ['minimum'], beside: { stream: true }, breaks: 'an app whose sum of tokens went wrong gets an answer without end' },
    'logprobs': { constraints: ['maximum'] },
    'stop': { constraints: ['type'] },
    'stream': { constraints: ['type'] },
    'echo': { constraints: ['type'] },
  },
  mistakes: {
    'best-of-below-n': { body: { n: 2, best_of: 1 }, parameter: 'best_of', what: 'a `best_of` below `n`', breaks: 'evaluation code takes choices that were never compared for the best ones', level: 'may' },
  },
})
