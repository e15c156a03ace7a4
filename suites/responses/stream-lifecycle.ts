import { messageItem, responseOf, eventContract } from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { anyAnswer, contractSuite, respond } from '../../src/define/index.ts'

const TYPES = [
  'response.created',
  'response.queued',
  'response.in_progress',
  'response.completed',
  'response.incomplete',
]
const RESPONSE = responseOf([messageItem('1, 2, 3')])

export default contractSuite({
  id: 'responses/stream-lifecycle',
  about: 'the events of a streamed response as a whole, field by field',
  model: 'chat',
  schema: 'response-event-lifecycle',
  // Whether there is an answer is for \`responses/stream\` to say.
  steps: { streamed: anyAnswer(respond({ input: COUNTING, max_output_tokens: 16, stream: true })) },
  ...eventContract(RESPONSE, TYPES),
})
