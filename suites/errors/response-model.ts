import { RESPONSE_ANSWER } from '../../fixtures/replies/least-answers.ts'
import { RESPONSE_CALL } from '../../fixtures/sent/calls.ts'
import { NO_SUCH_MODEL } from '../../fixtures/sent/models.ts'
import { json, modelErrorsSuite, respond } from '../../src/define/index.ts'

export default modelErrorsSuite({
  id: 'errors/response-model',
  about: 'responses from a model that does not exist, and from none',
  model: 'chat',
  path: '/responses',
  parameter: 'responses.model',
  base: RESPONSE_CALL,
  request: respond,
  answered: json(RESPONSE_ANSWER),
  absent: NO_SUCH_MODEL,
  // 400 for a name it never knew, 404 for a retired one.
  statuses: [400, 404],
  streams: true,
})
