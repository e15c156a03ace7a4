import { TEXT_ANSWER } from '../../fixtures/replies/least-answers.ts'
import { TEXT_CALL } from '../../fixtures/sent/calls.ts'
import { NO_SUCH_MODEL } from '../../fixtures/sent/models.ts'
import { complete, json, modelErrorsSuite } from '../../src/define/index.ts'

export default modelErrorsSuite({
  id: 'errors/completion-model',
  about: 'legacy text completions of a model that does not exist, and of none',
  model: 'chat',
  path: '/completions',
  parameter: 'completions.model',
  base: TEXT_CALL,
  request: complete,
  answered: json(TEXT_ANSWER),
  absent: NO_SUCH_MODEL,
  statuses: [404],
  streams: true,
})
