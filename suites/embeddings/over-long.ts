import { DOWN, embedded, UP } from '../../fixtures/replies/embedding.ts'
import { cosine, EMBEDDING, SAME, vectors } from '../../src/checks/embeddings.ts'
import { refused } from '../../src/checks/tools.ts'
import { anyAnswer, embed, inconclusive, suite, refusal, ignored } from '../../src/define/index.ts'

/** Longer than the window of small embedding models (256 to 512 tokens), and within that of the large ones. */
const FILLER = 'one two three four five six seven eight '.repeat(100)

export default suite({
  id: 'embeddings/over-long',
  about: 'two long texts that differ only at the end',
  model: 'embedding',
  steps: {
    sun: anyAnswer(embed({ input: `${FILLER}the sun is hot` })),
    sea: anyAnswer(embed({ input: `${FILLER}under the sea fish swim` })),
  },
  conforming: { sun: embedded([UP]), sea: embedded([DOWN]) },
  rules: {
    'nothing-cut-silently': {
      level: 'should',
      sentence: 'A text that is too long is refused; it is not cut to its beginning without a word.',
      source: 'https://platform.openai.com/docs/api-reference/embeddings/create#embeddings-create-input',
      breaks: 'document search: the ends of all long chunks are lost, and nobody is told',
      parameter: 'embeddings.input',
      *check({ sun, sea }) {
        if (refused(sun) && refused(sea)) return
        const [one, other] = [vectors(sun)[0], vectors(sea)[0]]
        if (!one || !other) return inconclusive('neither a vector nor a refusal came')
        if (cosine(one, other) >= SAME)
          yield ignored(
            sea,
            EMBEDDING,
            'the end of a long text changes nothing: it was cut off silently',
            'another vector, or a 400',
            'the same vector',
          )
      },
      violating: [{ sea: embedded([UP]) }],
      conforming: [{}, { sun: refusal(400, { message: 'too long' }), sea: refusal(400, { message: 'too long' }) }],
      inconclusive: [{ sun: embedded([]) }],
    },
  },
})
