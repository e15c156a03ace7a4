import { EMBEDDING_ANSWER } from '../../fixtures/replies/least-answers.ts'
import { EMBEDDING_CALL } from '../../fixtures/sent/calls.ts'
import { embed, json, unseenSuite } from '../../src/define/index.ts'

export default unseenSuite({
  id: 'parameters/embedding-unseen',
  about: 'requests for embeddings with a field whose effect no client can see, and with a senseless value in its place',
  model: 'embedding',
  endpoint: 'embeddings',
  schema: 'embedding-request',
  source: 'https://platform.openai.com/docs/api-reference/embeddings/create',
  base: EMBEDDING_CALL,
  request: embed,
  answered: json(EMBEDDING_ANSWER),
  fields: {
    user: {
      value: 'conformance',
      wrong: 'type',
      what: 'who is asking',
      breaks: 'abuse of one user is laid at the door of all',
    },
  },
})
