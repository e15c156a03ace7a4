import { embed, finding, suite, throughSdk } from '../../src/define/index.ts'
import { asArray, isObject } from '../../src/checks/reply.ts'
import { asBase64, embedded, UP } from '../../fixtures/embedding-replies.ts'

export default suite({
  id: 'embeddings/sdk',
  about: 'a text through the official SDK, which asks for base64 and decodes it',
  model: 'embedding',
  steps: { call: throughSdk('embeddings', embed({ input: 'sun and moon' })) },
  conforming: { call: embedded([asBase64(UP)]) },
  rules: {
    'gives-numbers': {
      level: 'must',
      sentence: 'The SDK gives its caller a vector of finite numbers that are not all 0.',
      source: 'https://github.com/openai/openai-node/blob/master/src/resources/embeddings.ts',
      breaks: 'every app on the official SDK: a server that ignores base64 gives it zeros or an error',
      parameter: 'embeddings.encoding_format',
      *check({ call }) {
        const { sdk } = call
        const value = sdk?.ok && isObject(sdk.value) ? asArray(sdk.value['data'])[0] : undefined
        const vector = isObject(value) ? asArray(value['embedding']) : []
        const fine = vector.length > 1 && vector.every((one) => typeof one === 'number' && Number.isFinite(one)) && vector.some((one) => one !== 0)
        if (!fine) yield finding(call, { kind: 'wrong-value', path: '$.data[0].embedding', message: sdk?.ok === false ? `the SDK throws ${sdk.error.name}: ${sdk.error.message}` : 'no usable vector', expected: 'numbers', actual: vector.slice(0, 4) })
      },
      violating: [{ call: embedded([]) }, { call: embedded([asBase64([0, 0, 0, 0])]) }],
    },
  },
})
