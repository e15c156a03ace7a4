import { embedded, UP } from '../../fixtures/replies/embedding.ts'
import { EMBEDDING_CALL } from '../../fixtures/sent/calls.ts'
import { refusedWithMessage } from '../../src/checks/accepted.ts'
import { embeddingBodies, EMBEDDING, vectors } from '../../src/checks/embeddings.ts'
import { answeredByApi } from '../../src/checks/pool.ts'
import { errorMessage } from '../../src/checks/tools.ts'
import { anyAnswer, embed, inconclusive, json, refusal, suite, wrong } from '../../src/define/index.ts'

export default suite({
  id: 'embeddings/empty',
  about: 'the empty text',
  model: 'embedding',
  steps: { control: anyAnswer(embed(EMBEDDING_CALL)), text: anyAnswer(embed({ input: '' })) },
  conforming: { control: embedded([UP]), text: refusal(400, { message: "'$.input' is invalid." }) },
  rules: {
    'embedded-or-refused': {
      level: 'should',
      sentence: 'The empty text gets a vector of its own, or is refused in a 4xx.',
      source:
        'https://platform.openai.com/docs/api-reference/embeddings/create#embeddings-create-input; the service took it in 2023 (openai-python#576) and refuses it today',
      breaks:
        'indexers that meet an empty page: a 5xx is retried without end, and an answer without a vector shifts all that follow',
      parameter: 'embeddings.input',
      judgesBroken: true,
      *check({ control, text: one }) {
        if (!answeredByApi(control)) return inconclusive('another text gets no vector either')
        if (refusedWithMessage(one) || vectors(one).filter((each) => each !== null).length === 1) return
        const answered = embeddingBodies(one).length > 0
        yield wrong(
          one,
          answered ? EMBEDDING : 'status',
          answered ? 'answered without a vector' : `HTTP ${one.status}: ${errorMessage(one) ?? one.text.slice(0, 160)}`,
          'a vector, or a 4xx with {"error": {"message"}}',
          one.status,
        )
      },
      conforming: [{}, { text: embedded([UP]) }],
      violating: [
        { text: refusal(500, { message: 'failed to decode batch', type: 'api_error' }) },
        { text: embedded([]) },
        { text: json({ error: 'invalid input' }, { status: 400 }) },
        { text: json({ object: '', data: null, model: '', usage: {} }) },
      ],
      inconclusive: [{ control: refusal(404) }],
    },
  },
})
