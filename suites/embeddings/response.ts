import { embedded, UP } from '../../fixtures/replies/embedding.ts'
import { embeddingBodies } from '../../src/checks/embeddings.ts'
import { contractSuite, embed, json, type Json } from '../../src/define/index.ts'

const body: Json = {
  object: 'list',
  data: [{ object: 'embedding', index: 0, embedding: [0.6, 0.8] }],
  model: 'text-embedding-3-small',
  usage: { prompt_tokens: 4, total_tokens: 4 },
}

export default contractSuite({
  id: 'embeddings/response',
  about: 'an embedding of a text, and every other one of the run, field by field',
  model: 'embedding',
  schema: 'embedding-list',
  steps: { text: embed({ input: 'sun and moon' }) },
  conforming: { text: embedded([UP]) },
  values: embeddingBodies,
  samples: [body],
  replyWith: (sample) => json(sample),
})
