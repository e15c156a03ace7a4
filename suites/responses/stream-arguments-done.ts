import { callItem, responseOf, eventContract } from '../../fixtures/replies/response.ts'
import { RESPONSE_CALL } from '../../fixtures/sent/response-input.ts'
import { anyAnswer, contractSuite, respond } from '../../src/define/index.ts'

const TYPES = ['response.function_call_arguments.done']
const RESPONSE = responseOf([callItem('{"city":"Madrid"}')])

export default contractSuite({
  id: 'responses/stream-arguments-done',
  about: 'the event with the whole arguments, field by field',
  model: 'tools',
  schema: 'response-event-arguments-done',
  // Whether there is an answer is for \`responses/stream-call\` to say.
  steps: { streamed: anyAnswer(respond({ ...RESPONSE_CALL, stream: true })) },
  ...eventContract(RESPONSE, TYPES),
})
