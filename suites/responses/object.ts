import { callItem, messageItem, responseOf } from '../../fixtures/replies/response.ts'
import { everyResponse } from '../../src/checks/responses.ts'
import { contractSuite, json, respond } from '../../src/define/index.ts'

export default contractSuite({
  id: 'responses/object',
  about: 'a plain response, and every other one of the run, field by field',
  model: 'chat',
  answered: 'should',
  schema: 'response',
  steps: { plain: respond({ input: 'Say hello.', max_output_tokens: 16 }) },
  conforming: { plain: json(responseOf([messageItem('Hello.')])) },
  values: everyResponse,
  samples: [responseOf([messageItem('Hello.')]), responseOf([callItem('{}')])],
  replyWith: (sample) => json(sample),
})
