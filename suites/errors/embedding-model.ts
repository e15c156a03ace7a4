import { EMBEDDING_ANSWER } from '../../fixtures/replies/least-answers.ts'
import { EMBEDDING_CALL } from '../../fixtures/sent/calls.ts'
import { NO_SUCH_MODEL } from '../../fixtures/sent/models.ts'
import { embed, json, modelErrorsSuite } from '../../src/define/index.ts'

export default modelErrorsSuite({
  id: 'errors/embedding-model',
  about: 'embeddings from a model that does not exist, and from none',
  model: 'embedding',
  path: '/embeddings',
  parameter: 'embeddings.model',
  base: EMBEDDING_CALL,
  request: embed,
  answered: json(EMBEDDING_ANSWER),
  absent: NO_SUCH_MODEL,
  statuses: [404],
  streams: false,
})
