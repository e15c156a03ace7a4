import { embedded, UP } from '../../fixtures/replies/embedding.ts'
import { embeddingBodies } from '../../src/checks/embeddings.ts'
import { embed, suite, wrong } from '../../src/define/index.ts'

/** Lower case, without a vendor's prefix and without the tag that a name has by default. */
const bare = (name: unknown): string =>
  String(name)
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/:latest$/, '')

export default suite({
  id: 'embeddings/model',
  about: 'an embedding of a text',
  model: 'embedding',
  steps: { text: embed({ input: 'sun and moon' }) },
  conforming: { text: embedded([UP], { model: 'model' }) },
  rules: {
    echoed: {
      level: 'should',
      sentence: '`model` is the model asked for, or its version.',
      source:
        'https://platform.openai.com/docs/api-reference/embeddings/create; observed: the name asked for, or `text-embedding-ada-002-v2`',
      breaks: 'vector stores keep the name beside the vectors, to know which go together',
      parameter: 'embeddings.model',
      *check({ text }) {
        const [asked, [body]] = [bare(text.request['model']), embeddingBodies(text)]
        const got = bare(body?.['model'] ?? '')
        if (got === '' || !(got.startsWith(asked) || asked.startsWith(`${got}:`)))
          yield wrong(text, '$.model', 'another model is named', text.request['model'], body?.['model'] ?? null)
      },
      conforming: [
        {},
        { text: embedded([UP], { model: 'model-v2' }) },
        { text: embedded([UP], { model: 'vendor/Model:latest' }) },
      ],
      violating: [
        { text: embedded([UP], { model: 'other' }) },
        { text: embedded([UP], { model: '' }) },
        { text: embedded([UP], { model: '/data/weights.gguf' }) },
      ],
    },
  },
})
