import { embed, json, negativeSuite } from '../../src/define/index.ts'
import { EMBEDDING_CALL } from '../../fixtures/calls.ts'
import { EMBEDDING_ANSWER } from '../../fixtures/least-answers.ts'

export default negativeSuite({
  id: 'errors/embedding-parameters',
  about: 'requests for embeddings with one parameter each that is missing or senseless',
  model: 'embedding',
  schema: 'embedding-request',
  source: 'https://platform.openai.com/docs/api-reference/embeddings/create',
  base: EMBEDDING_CALL,
  request: embed,
  answered: json(EMBEDDING_ANSWER),
  // Observed: `param` and `code` are null here.
  tells: false,
  fields: {
    'input': { constraints: ['missing', 'type'], breaks: 'an index is filled with vectors of nothing' },
    'dimensions': { constraints: ['type', 'minimum'], breaks: 'vectors of another length than the index expects' },
    'encoding_format': { constraints: ['value'], breaks: 'the client decodes one form as the other' },
  },
})
