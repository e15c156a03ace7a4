import { messageItem, responseOf } from '../../fixtures/replies/response.ts'
import { everyItemOfType } from '../../src/checks/responses.ts'
import { contractSuite, json, respond } from '../../src/define/index.ts'

export default contractSuite({
  id: 'responses/message-item',
  about: 'the message in a plain response, and every other one of the run, field by field',
  model: 'chat',
  answered: 'should',
  schema: 'response-message-item',
  steps: { plain: respond({ input: 'Say hello.', max_output_tokens: 16 }) },
  conforming: { plain: json(responseOf([messageItem('Hello.')])) },
  values: everyItemOfType('message'),
  samples: [messageItem('Hello.')],
  replyWith: (sample) => json(responseOf([sample as ReturnType<typeof messageItem>])),
})
