import { anyAnswer, contractSuite, respond } from '../../src/define/index.ts'
import { valuesOfType } from '../../src/checks/response-stream.ts'
import { RESPONSE_CALL } from '../../fixtures/sent/response-input.ts'
import { eventStream, callItem, responseOf, streamedResponse, streamEvents } from '../../fixtures/replies/response.ts'

const TYPES = ['response.function_call_arguments.done']
const RESPONSE = responseOf([callItem('{"city":"Madrid"}')])

export default contractSuite({
  id: 'responses/stream-arguments-done',
  about: 'the event with the whole arguments, field by field',
  model: 'tools',
  schema: 'response-event-arguments-done',
  // Whether there is an answer is for \`responses/stream-call\` to say.
  steps: { streamed: anyAnswer(respond({ ...RESPONSE_CALL, stream: true })) },
  conforming: { streamed: streamedResponse(RESPONSE) },
  values: valuesOfType(...TYPES),
  samples: streamEvents(RESPONSE).filter(({ type }) => TYPES.includes(type)),
  replyWith: (sample) => eventStream([sample]),
})
