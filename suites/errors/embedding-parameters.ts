import { EMBEDDING_ANSWER } from '../../fixtures/replies/least-answers.ts'
import { EMBEDDING_CALL } from '../../fixtures/sent/calls.ts'
import { embed, json, negativeSuite } from '../../src/define/index.ts'

export default negativeSuite({
  id: 'errors/embedding-parameters',
  about: 'requests for embeddings with one parameter each that is missing, empty or senseless',
  model: 'embedding',
  schema: 'embedding-request',
  source: 'https://platform.openai.com/docs/api-reference/embeddings/create',
  base: EMBEDDING_CALL,
  request: embed,
  answered: json(EMBEDDING_ANSWER),
  // Observed: `param` and `code` are null here.
  tells: false,
  fields: {
    input: { constraints: ['missing', 'type'], breaks: 'an index is filled with vectors of nothing' },
    dimensions: { constraints: ['type', 'minimum'], breaks: 'vectors of another length than the index expects' },
    encoding_format: { constraints: ['value'], breaks: 'the client decodes one form as the other' },
  },
  mistakes: {
    'empty-list': {
      body: { input: [] },
      parameter: 'input',
      what: 'an empty list of texts',
      breaks:
        'an answer without vectors, and without a hint that nothing was sent: batch code reads past the end of it',
    },
    'list-with-empty-text': {
      body: { input: ['hello', ''] },
      parameter: 'input',
      what: 'a list with an empty text in it',
      level: 'may',
      breaks: 'code written against this server fails when it moves to OpenAI (openai-python#576)',
    },
    'dimensions-beyond': {
      body: { dimensions: 100_000 },
      parameter: 'dimensions',
      what: 'more `dimensions` than any model has',
      breaks: 'vectors of another length than the index expects',
    },
  },
})
