import { messageItem, responseOf, eventContract } from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { anyAnswer, contractSuite, respond } from '../../src/define/index.ts'

const TYPES = ['response.output_item.added', 'response.output_item.done']
const RESPONSE = responseOf([messageItem('1, 2, 3')])

export default contractSuite({
  id: 'responses/stream-item',
  about: 'the events that open and close an item, field by field',
  model: 'chat',
  schema: 'response-event-output-item',
  // Whether there is an answer is for \`responses/stream\` to say.
  steps: { streamed: anyAnswer(respond({ input: COUNTING, max_output_tokens: 16, stream: true })) },
  ...eventContract(RESPONSE, TYPES),
})
