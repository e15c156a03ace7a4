import { anyAnswer, contractSuite, respond } from '../../src/define/index.ts'
import { valuesOfType } from '../../src/checks/response-stream.ts'
import { RESPONSE_CALL } from '../../fixtures/sent/response-input.ts'
import { eventStream, callItem, responseOf, streamedResponse, streamEvents } from '../../fixtures/replies/response.ts'

const TYPES = ['response.function_call_arguments.delta']
const RESPONSE = responseOf([callItem('{"city":"Madrid"}')])

export default contractSuite({
  id: 'responses/stream-arguments-delta',
  about: 'the events that add to the arguments of a call, field by field',
  model: 'tools',
  schema: 'response-event-arguments-delta',
  // Whether there is an answer is for \`responses/stream-call\` to say.
  steps: { streamed: anyAnswer(respond({ ...RESPONSE_CALL, stream: true })) },
  conforming: { streamed: streamedResponse(RESPONSE) },
  values: valuesOfType(...TYPES),
  samples: streamEvents(RESPONSE).filter(({ type }) => TYPES.includes(type)).map((event) => ({ ...event, obfuscation: 'a1b2' })),
  replyWith: (sample) => eventStream([sample]),
})
