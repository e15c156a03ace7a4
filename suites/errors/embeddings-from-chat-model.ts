import { embedded, UP } from '../../fixtures/replies/embedding.ts'
import { EMBEDDING_CALL } from '../../fixtures/sent/calls.ts'
import { refusedWithMessage } from '../../src/checks/accepted.ts'
import { embeddingBodies, EMBEDDING, norm, vectors } from '../../src/checks/embeddings.ts'
import { errorMessage } from '../../src/checks/tools.ts'
import { anyAnswer, embed, json, refusal, suite, wrong } from '../../src/define/index.ts'

export default suite({
  id: 'errors/embeddings-from-chat-model',
  about: 'a request for embeddings to a model that is made for chat',
  model: 'chat',
  steps: { asked: anyAnswer(embed(EMBEDDING_CALL)) },
  conforming: { asked: refusal(403, { message: 'You are not allowed to generate embeddings from this model' }) },
  rules: {
    'embedded-or-refused': {
      level: 'should',
      sentence: 'A chat model asked for embeddings gives a vector, or the request is refused in a 4xx.',
      source: 'https://platform.openai.com/docs/api-reference/embeddings/create; observed: 403, code null',
      breaks:
        'apps with one setting for both kinds of model: a 5xx is retried without end, and a vector of zeros fills the index',
      reads: ['asked'],
      judgesBroken: true,
      *check({ asked: one }) {
        if (refusedWithMessage(one)) return
        const [vector] = vectors(one)
        if (vector && norm(vector) > 0) return
        const answered = embeddingBodies(one).length > 0
        yield wrong(
          one,
          answered ? EMBEDDING : 'status',
          answered
            ? 'no vector, or nothing but zeros'
            : `HTTP ${one.status}: ${errorMessage(one) ?? one.text.slice(0, 160)}`,
          'a vector, or a 4xx with {"error": {"message"}}',
          answered ? (vector ?? null) : one.status,
        )
      },
      conforming: [
        {},
        { asked: embedded([UP]) },
        { asked: refusal(400, { message: 'this model does not support embeddings' }) },
      ],
      violating: [
        { asked: refusal(500, { message: 'this model does not support embeddings', type: 'api_error' }) },
        { asked: embedded([[0, 0, 0, 0]]) },
        { asked: embedded([]) },
        { asked: json({ error: 'no embeddings' }, { status: 400 }) },
      ],
    },
  },
})
