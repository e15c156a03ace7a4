import { asBase64, DOWN, embedded, UP } from '../../fixtures/replies/embedding.ts'
import { cosine, round, SAME, vectors } from '../../src/checks/embeddings.ts'
import { asArray, isObject } from '../../src/checks/reply.ts'
import { embed, inconclusive, suite, throughSdk, wrong, type Observation } from '../../src/define/index.ts'

const INPUT = 'sun and moon'

/** The vector as the caller of the SDK gets it. */
function given({ sdk }: Observation): unknown[] {
  const value = sdk?.ok && isObject(sdk.value) ? asArray(sdk.value['data'])[0] : undefined
  return isObject(value) ? asArray(value['embedding']) : []
}

const isFinite = (one: unknown): one is number => typeof one === 'number' && Number.isFinite(one)

export default suite({
  id: 'embeddings/sdk',
  about: 'a text through the official SDK, which asks for base64 and decodes it',
  model: 'embedding',
  steps: {
    call: throughSdk('embeddings', embed({ input: INPUT })),
    float: embed({ input: INPUT, encoding_format: 'float' }),
  },
  conforming: { call: embedded([asBase64(UP)]), float: embedded([UP]) },
  rules: {
    'gives-numbers': {
      level: 'should',
      sentence: 'The SDK gives its caller a vector of finite numbers that are not all 0.',
      source: 'https://github.com/openai/openai-node/blob/master/src/resources/embeddings.ts',
      breaks: 'every app on the official SDK: a server that ignores base64 gives it zeros or an error',
      parameter: 'embeddings.encoding_format',
      reads: ['call'],
      *check({ call }) {
        const { sdk } = call
        const vector = given(call)
        const fine = vector.length > 1 && vector.every(isFinite) && vector.some((one) => one !== 0)
        if (!fine)
          yield wrong(
            call,
            '$.data[0].embedding',
            sdk?.ok === false ? `the SDK throws ${sdk.error.name}: ${sdk.error.message}` : 'no usable vector',
            'numbers',
            vector.slice(0, 4),
          )
      },
      violating: [{ call: embedded([]) }, { call: embedded([asBase64([0, 0, 0, 0])]) }],
    },
    'same-as-plain': {
      level: 'should',
      sentence: 'The vector that the SDK gives is the one that a plain call for numbers gets.',
      source: 'https://github.com/openai/openai-node/issues/1542',
      breaks:
        'vector stores filled by one client and searched by another; SDKs that decode what is no base64 got vectors of another length',
      parameter: 'embeddings.encoding_format',
      *check({ call, float }) {
        const [vector, numbers] = [given(call).filter(isFinite), vectors(float)[0]]
        if (vector.length === 0 || !numbers) return inconclusive('there are not both vectors to compare')
        if (vector.length !== numbers.length || cosine(vector, numbers) < SAME)
          yield wrong(
            call,
            '$.data[0].embedding',
            'the SDK gives another vector',
            `${numbers.length} numbers, cosine of at least ${SAME}`,
            [vector.length, round(cosine(vector, numbers))],
          )
      },
      violating: [
        { call: embedded([asBase64(DOWN)]) },
        { call: embedded([Buffer.from(new Float64Array(UP).buffer).toString('base64')]) },
      ],
      conforming: [{ call: embedded([UP]), float: embedded([UP]) }],
      inconclusive: [{ call: embedded([]) }],
    },
  },
})
