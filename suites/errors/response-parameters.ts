import { RESPONSE_ANSWER } from '../../fixtures/replies/least-answers.ts'
import { RESPONSE_CALL } from '../../fixtures/sent/calls.ts'
import { json, negativeSuite, respond } from '../../src/define/index.ts'

export default negativeSuite({
  id: 'errors/response-parameters',
  about: 'requests for a response with one senseless parameter each',
  model: 'chat',
  schema: 'response-request',
  source: 'https://platform.openai.com/docs/api-reference/responses/create',
  base: RESPONSE_CALL,
  request: respond,
  answered: json(RESPONSE_ANSWER),
  tells: true,
  fields: {
    input: { constraints: ['type'], breaks: 'a template bug of the app goes unnoticed: the model answers to nothing' },
    temperature: { constraints: ['maximum'] },
    max_output_tokens: { constraints: ['minimum'], level: 'may' },
    stream: { constraints: ['type'] },
    tools: { constraints: ['type'], breaks: 'an agent whose declaration is broken gets prose and no hint' },
    'text.format.type': {
      constraints: ['value'],
      breaks: 'JSON mode is off and nobody knows: the parser of the app fails on prose',
    },
    'reasoning.effort': { constraints: ['value'] },
    truncation: { constraints: ['value'], level: 'may' },
  },
})
