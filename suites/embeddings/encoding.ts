import { asBase64, DOWN, embedded, UP } from '../../fixtures/replies/embedding.ts'
import { cosine, embeddingBodies, EMBEDDING, round, SAME, vectors } from '../../src/checks/embeddings.ts'
import { asArray, isObject } from '../../src/checks/reply.ts'
import {
  embed,
  inconclusive,
  refusable,
  suite,
  ignored,
  wrong,
  wrongType,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/embeddings/create#embeddings-create-encoding_format'
const INPUT = 'sun and moon'
const sent = (observation: Observation): unknown =>
  embeddingBodies(observation)
    .flatMap(({ data }) => asArray(data))
    .map((item) => (isObject(item) ? item['embedding'] : undefined))[0]

export default suite({
  id: 'embeddings/encoding',
  about: 'one text as numbers, as base64 and without a format',
  model: 'embedding',
  steps: {
    plain: embed({ input: INPUT }),
    float: embed({ input: INPUT, encoding_format: 'float' }),
    base64: refusable(embed({ input: INPUT, encoding_format: 'base64' })),
  },
  conforming: { plain: embedded([UP]), float: embedded([UP]), base64: embedded([asBase64(UP)]) },
  rules: {
    'base64-is-text': {
      level: 'should',
      sentence: 'With `encoding_format: "base64"` the vector is base64 text.',
      source: `${SOURCE}; observed in 86 of 86 answers`,
      breaks: 'the official SDKs ask for base64 by default and decode what comes: numbers become garbage or an error',
      parameter: 'embeddings.encoding_format',
      reads: ['base64'],
      *check({ base64 }) {
        const value = sent(base64)
        if (value === undefined) return inconclusive('no vector came')
        if (typeof value !== 'string')
          yield ignored(
            base64,
            EMBEDDING,
            '`encoding_format: "base64"` changed nothing',
            'base64 text',
            Array.isArray(value) ? 'an array of numbers' : value,
          )
      },
      violating: [{ base64: embedded([UP]) }],
      inconclusive: [{ base64: embedded([]) }],
    },
    'same-vector': {
      level: 'should',
      sentence: 'The base64 form holds the same vector as little-endian 32-bit floats.',
      source: SOURCE,
      breaks: 'the SDK hands its caller another vector than a plain HTTP client gets',
      parameter: 'embeddings.encoding_format',
      *check({ float, base64 }) {
        const [numbers] = vectors(float)
        if (!numbers || typeof sent(base64) !== 'string') return inconclusive('there are not both forms to compare')
        const [decoded] = vectors(base64)
        if (!decoded || decoded.length !== numbers.length || cosine(numbers, decoded) < SAME)
          yield wrong(
            base64,
            EMBEDDING,
            'decodes to another vector',
            `${numbers.length} numbers, cosine of at least ${SAME}`,
            decoded ? [decoded.length, round(cosine(numbers, decoded))] : 'nothing that decodes',
          )
      },
      violating: [
        { base64: embedded([asBase64(DOWN)]) },
        { base64: embedded([Buffer.from(new Float64Array(UP).buffer).toString('base64')]) },
        { base64: embedded(['?']) },
      ],
      inconclusive: [{ base64: embedded([UP]) }],
    },
    'numbers-by-default': {
      level: 'should',
      sentence: 'Without a format, and with `float`, the vector is an array of numbers.',
      source: SOURCE,
      breaks: 'clients over plain HTTP, which ask for no format',
      parameter: 'embeddings.encoding_format',
      reads: ['plain', 'float'],
      *check({ plain, float }) {
        for (const one of [plain, float])
          if (!Array.isArray(sent(one)))
            yield wrongType(one, EMBEDDING, 'not an array', 'an array of numbers', typeof sent(one))
      },
      violating: [{ plain: embedded([asBase64(UP)]) }, { float: embedded([asBase64(UP)]) }],
    },
  },
})
