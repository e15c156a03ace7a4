import { EMBEDDING_ANSWER } from '../../fixtures/replies/least-answers.ts'
import { EMBEDDING_CALL } from '../../fixtures/sent/calls.ts'
import { errorMessage } from '../../src/checks/errors.ts'
import { answeredByApi, succeeded } from '../../src/checks/pool.ts'
import { anyAnswer, embed, inconclusive, json, refusal, suite, wrong } from '../../src/define/index.ts'

const EMBEDDED = json(EMBEDDING_ANSWER)

export default suite({
  id: 'errors/null-embedding-parameters',
  about: 'embeddings with null for what is not set',
  model: 'embedding',
  steps: {
    control: anyAnswer(embed(EMBEDDING_CALL)),
    nulls: anyAnswer(embed({ ...EMBEDDING_CALL, encoding_format: null })),
  },
  conforming: { control: EMBEDDED, nulls: EMBEDDED },
  rules: {
    'encoding-format': {
      level: 'should',
      sentence: '`encoding_format: null` counts as not set.',
      source:
        'https://platform.openai.com/docs/api-reference/embeddings/create; accepted 3 of 3 times although the document forbids it',
      breaks: 'typed clients that write every unset field as null',
      judgesBroken: true,
      *check({ control, nulls }) {
        if (!answeredByApi(control)) return inconclusive('the same call without it is not answered')
        if (!succeeded(nulls))
          yield wrong(
            nulls,
            'status',
            `HTTP ${nulls.status}: ${errorMessage(nulls) ?? nulls.text.slice(0, 160)}`,
            200,
            nulls.status,
          )
      },
      violating: [
        { nulls: refusal(400, { message: "encoding_format: Input should be 'float' or 'base64'" }) },
        { nulls: refusal(500) },
      ],
      inconclusive: [{ control: refusal(404) }],
    },
  },
})
