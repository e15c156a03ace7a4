import { callItem, responseOf } from '../../fixtures/replies/response.ts'
import { RESPONSE_CALL } from '../../fixtures/sent/response-input.ts'
import { everyItemOfType } from '../../src/checks/responses.ts'
import { contractSuite, json, respond } from '../../src/define/index.ts'

export default contractSuite({
  id: 'responses/function-call-item',
  about: 'the function call in a plain response, and every other one of the run, field by field',
  model: 'tools',
  answered: 'should',
  schema: 'response-function-call-item',
  steps: { plain: respond(RESPONSE_CALL) },
  conforming: { plain: json(responseOf([callItem('{"city":"Madrid"}')])) },
  values: everyItemOfType('function_call'),
  samples: [callItem('{"city":"Madrid"}')],
  replyWith: (sample) => json(responseOf([sample as ReturnType<typeof callItem>])),
})
