import { asBase64, embedded, UP } from '../../fixtures/replies/embedding.ts'
import { embeddingBodies } from '../../src/checks/embeddings.ts'
import { equalCounts } from '../../src/checks/equal-requests.ts'
import { isObject } from '../../src/checks/reply.ts'
import { each, embed, refusable, suite, wrong, type Observation } from '../../src/define/index.ts'

const SOURCE =
  'https://platform.openai.com/docs/api-reference/embeddings/create; observed: counted in 130 of 130 answers'
const INPUT = 'sun and moon'
const counted = (tokens: number) => ({ usage: { prompt_tokens: tokens, total_tokens: tokens } })

function inputCount(one: Observation): number | undefined {
  const usage = embeddingBodies(one)[0]?.['usage']
  const count = isObject(usage) ? usage['prompt_tokens'] : undefined
  return typeof count === 'number' ? count : undefined
}

export default suite({
  id: 'embeddings/usage',
  about: 'one text embedded as numbers and as base64',
  model: 'embedding',
  // Other suites send them as well.
  steps: {
    plain: embed({ input: INPUT }),
    base64: refusable(embed({ input: INPUT, encoding_format: 'base64' })),
  },
  conforming: { plain: embedded([UP], counted(3)), base64: embedded([asBase64(UP)], counted(3)) },
  rules: {
    'as-before': {
      level: 'should',
      sentence:
        'Equal inputs of requests for embeddings count equal `prompt_tokens`, in whatever format the vectors come.',
      source: SOURCE,
      breaks: 'cost meters depend on chance, or on whether an SDK asks for base64',
      traffic: equalCounts((one) => embeddingBodies(one).length > 0, inputCount, '$.usage.prompt_tokens'),
      violating: [{ base64: embedded([asBase64(UP)], counted(4)) }, { plain: embedded([UP], counted(0)) }],
      inconclusive: [{ plain: embedded([UP], { usage: null }) }],
    },
    'never-zero': {
      level: 'should',
      sentence: '`prompt_tokens` of an answer with vectors is above zero.',
      source: SOURCE,
      breaks: 'billing and rate limits of gateways count nothing',
      traffic: each('no answer had the count', inputCount, (count, one) =>
        count > 0 ? undefined : wrong(one, '$.usage.prompt_tokens', 'an input without tokens', 'above 0', count),
      ),
      violating: [{ plain: embedded([UP], counted(0)) }],
      inconclusive: [{ plain: embedded([UP], { usage: null }), base64: embedded([UP], { usage: null }) }],
    },
  },
})
