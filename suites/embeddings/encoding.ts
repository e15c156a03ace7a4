import { asBase64, DOWN, embedded, UP } from '../../fixtures/replies/embedding.ts'
import { cosine, EMBEDDING, embeddingsSent, round, SAME, vectors } from '../../src/checks/embeddings.ts'
import {
  eachAnswer,
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
const sent = (observation: Observation): unknown => embeddingsSent(observation)[0]
const format = ({ request }: Observation): unknown => request['encoding_format'] ?? 'float'
const hasVectors = (one: Observation): boolean => embeddingsSent(one).length > 0

/** The place of the first vector that is not in that form; below 0 where all are. */
const otherForm = (one: Observation, isRight: (value: unknown) => boolean): number =>
  embeddingsSent(one).findIndex((value) => !isRight(value))

/** Why a text does not hold 32-bit floats; undefined where it does. */
function undecoded(value: string): string | undefined {
  const bytes = Buffer.from(value, 'base64')
  if (value === '' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) return 'not base64'
  if (bytes.length % 4 !== 0) return `${bytes.length} bytes are no whole number of 32-bit floats`
  const all = Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at))
  return all.every(Number.isFinite) ? undefined : 'it holds a number that is not finite'
}

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
      traffic: eachAnswer(
        'no vector was asked for as base64',
        [hasVectors, (one) => format(one) === 'base64'],
        (one) => {
          const at = otherForm(one, (value) => typeof value === 'string')
          const value = embeddingsSent(one)[at]
          return at < 0
            ? undefined
            : ignored(
                one,
                `$.data[${at}].embedding`,
                '`encoding_format: "base64"` changed nothing',
                'base64 text',
                Array.isArray(value) ? 'an array of numbers' : (value ?? 'absent'),
              )
        },
      ),
      violating: [{ base64: embedded([UP]) }],
      inconclusive: [{ base64: embedded([]) }],
    },
    'floats-in-base64': {
      level: 'should',
      sentence: 'A vector that comes as base64 decodes to finite numbers of 32 bits.',
      source: `${SOURCE}; observed in 86 of 86 answers`,
      breaks: 'the official SDKs decode the text without a check: the vector has holes, or another length',
      parameter: 'embeddings.encoding_format',
      traffic: eachAnswer(
        'no vector came as base64',
        (one) => typeof sent(one) === 'string' && format(one) === 'base64',
        (one) => {
          const faults = embeddingsSent(one).map((value) => (typeof value === 'string' ? undecoded(value) : undefined))
          const at = faults.findIndex((fault) => fault !== undefined)
          return at < 0
            ? undefined
            : wrong(one, `$.data[${at}].embedding`, faults[at] ?? '', '32-bit floats', embeddingsSent(one)[at])
        },
      ),
      violating: [
        { base64: embedded(['?']) },
        { base64: embedded(['']) },
        { base64: embedded([asBase64(UP).slice(0, 12)]) },
        { base64: embedded([asBase64([0.6, NaN, 0.8, 0])]) },
      ],
      inconclusive: [{ base64: embedded([UP]) }],
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
      traffic: eachAnswer(
        'no vector was asked for as numbers',
        [hasVectors, (one) => format(one) === 'float'],
        (one) => {
          const at = otherForm(one, Array.isArray)
          return at < 0
            ? undefined
            : wrongType(
                one,
                `$.data[${at}].embedding`,
                'not an array',
                'an array of numbers',
                typeof embeddingsSent(one)[at],
              )
        },
      ),
      violating: [{ plain: embedded([asBase64(UP)]) }, { float: embedded([asBase64(UP)]) }],
    },
  },
})
