import { answer, finding, inconclusive, stream, suite, viaSdk, type Finding, type Inconclusive, type Observation } from '../../src/define/index.ts'
import { asArray, isObject } from '../../src/checks/reply.ts'
import { schemaErrors } from '../../src/checks/tools.ts'
import { asFormat, COLOUR, IN_WORDS } from '../../fixtures/schemas.ts'

const SOURCE = 'https://github.com/openai/openai-node/blob/master/helpers.md#structured-outputs-parsing-helpers'
const ASKED = { messages: IN_WORDS, max_tokens: 40, response_format: asFormat(COLOUR) }
const right = '{"colour":"red","sure":true}'

function* parsed({ sdk, ...one }: Observation): Generator<Finding, Inconclusive | void> {
  if (sdk?.ok === false && sdk.error.name === 'LengthFinishReasonError') return inconclusive('the token limit cut the answer')
  const choice = sdk?.ok && isObject(sdk.value) ? asArray(sdk.value['choices'])[0] : undefined
  const message = isObject(choice) && isObject(choice['message']) ? choice['message'] : {}
  const value = message['parsed']
  if (isObject(value) && schemaErrors(COLOUR, value).length === 0) return
  yield finding(one, { kind: 'wrong-value', path: '$.choices[0].message.parsed', message: sdk?.ok === false ? `the SDK throws ${sdk.error.name}: ${sdk.error.message}` : 'not an object of the schema', expected: COLOUR, actual: value ?? 'absent' })
}

export default suite({
  id: 'structured-output/sdk',
  about: 'a JSON schema through the SDK\'s parse helpers, plain and streamed',
  model: 'chat',
  answered: 'should',
  steps: { parse: viaSdk('parse', ASKED), stream: viaSdk('parse-stream', { ...ASKED, stream: true }) },
  conforming: { parse: answer({ content: right }), stream: stream({ content: right }) },
  rules: {
    'parse': {
      level: 'must',
      sentence: '`chat.completions.parse` gives the object.',
      source: SOURCE,
      breaks: 'every app on the parse helper',
      reads: ['parse'],
      *check({ parse }) { return yield* parsed(parse) },
      violating: [{ parse: answer({ content: 'sun moon stars' }) }, { parse: answer({ content: '{"colour":"pink"}' }) }],
      inconclusive: [{ parse: answer({ content: '{"colour"', finish: 'length' }) }],
    },
    'stream': {
      level: 'must',
      sentence: 'The stream helper with a schema ends in the object.',
      source: SOURCE,
      breaks: 'apps that stream objects through the SDK',
      reads: ['stream'],
      *check({ stream: one }) { return yield* parsed(one) },
      violating: [{ stream: stream({ content: 'sun moon stars' }) }],
      inconclusive: [{ stream: stream({ content: '{"colour"', finish: 'length' }) }],
    },
  },
})
