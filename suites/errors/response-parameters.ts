import { json, negativeSuite, respond } from '../../src/define/index.ts'

const RESPONDED = json({
  id: 'resp_0123456789abcdef', object: 'response', created_at: 1_760_000_000, status: 'completed', error: null, incomplete_details: null, model: 'gpt-4o-mini-2024-07-18',
  output: [{ type: 'message', id: 'msg_0123456789abcdef', status: 'completed', role: 'assistant', content: [{ type: 'output_text', text: 'Hello.', annotations: [], logprobs: [] }] }],
})

export default negativeSuite({
  id: 'errors/response-parameters',
  about: 'requests for a response with one senseless parameter each',
  model: 'chat',
  schema: 'response-request',
  source: 'https://platform.openai.com/docs/api-reference/responses/create',
  base: { input: 'Say hello.', max_output_tokens: 16 },
  request: respond,
  answered: RESPONDED,
  tells: true,
  fields: {
    'input': { constraints: ['type'], breaks: 'a template bug of the app goes unnoticed: the model answers to nothing' },
    'temperature': { constraints: ['maximum'] },
    'max_output_tokens': { constraints: ['minimum'], level: 'may' },
    'stream': { constraints: ['type'] },
    'tools': { constraints: ['type'], breaks: 'an agent whose declaration is broken gets prose and no hint' },
    'text.format.type': { constraints: ['value'], breaks: 'JSON mode is off and nobody knows: the parser of the app fails on prose' },
    'reasoning.effort': { constraints: ['value'] },
    'truncation': { constraints: ['value'], level: 'may' },
    'metadata': { constraints: ['type'], level: 'may' },
  },
})
