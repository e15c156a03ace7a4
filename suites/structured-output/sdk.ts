import { asFormat, COLOUR, IN_WORDS } from '../../fixtures/sent/schemas.ts'
import { asArray, isObject } from '../../src/checks/reply.ts'
import { jsonText } from '../../src/checks/structured.ts'
import { schemaErrors } from '../../src/checks/tools.ts'
import {
  answer,
  inconclusive,
  stream,
  suite,
  viaSdk,
  wrong,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://github.com/openai/openai-node/blob/master/helpers.md#structured-outputs-parsing-helpers'
const ASKED = { messages: IN_WORDS, max_tokens: 40, response_format: asFormat(COLOUR) }
const right = '{"colour":"red","sure":true}'
const CUT = { ...ASKED, max_tokens: 3 }

function* parsed({ sdk, ...one }: Observation): Generator<Finding, Inconclusive | void> {
  if (sdk?.ok === false && sdk.error.name === LENGTH) return inconclusive('the token limit cut the answer')
  const choice = sdk?.ok && isObject(sdk.value) ? asArray(sdk.value['choices'])[0] : undefined
  const message = isObject(choice) && isObject(choice['message']) ? choice['message'] : {}
  const value = message['parsed']
  if (isObject(value) && schemaErrors(COLOUR, value).length === 0) return
  yield wrong(
    one,
    '$.choices[0].message.parsed',
    sdk?.ok === false ? `the SDK throws ${sdk.error.name}: ${sdk.error.message}` : 'not an object of the schema',
    COLOUR,
    value ?? 'absent',
  )
}

const LENGTH = 'LengthFinishReasonError'
const half = { content: '{"colour"', finish: 'length', completionTokens: 3 }

function* thrown(one: Observation): Generator<Finding, Inconclusive | void> {
  const { sdk } = one
  if (!sdk || isObject(jsonText(one))) return inconclusive('the answer was not cut')
  const actual = sdk.ok ? 'no error' : sdk.error.name
  if (actual !== LENGTH)
    yield wrong(
      one,
      '$.choices[0].finish_reason',
      `the caller of a cut answer gets ${sdk.ok ? 'a value' : `${actual}: ${sdk.error.message}`}`,
      LENGTH,
      actual,
    )
}

export default suite({
  id: 'structured-output/sdk',
  about: "a JSON schema through the SDK's parse helpers, plain and streamed, whole and cut by the token limit",
  model: 'chat',
  answered: 'should',
  steps: {
    parse: viaSdk('parse', ASKED),
    stream: viaSdk('parse-stream', { ...ASKED, stream: true }),
    cut: viaSdk('parse', CUT),
    cutStream: viaSdk('parse-stream', { ...CUT, stream: true }),
  },
  conforming: {
    parse: answer({ content: right }),
    stream: stream({ content: right }),
    cut: answer(half),
    cutStream: stream(half),
  },
  rules: {
    parse: {
      level: 'should',
      sentence: '`chat.completions.parse` gives the object.',
      source: SOURCE,
      breaks: 'every app on the parse helper',
      parameter: 'chat.response_format',
      reads: ['parse'],
      *check({ parse }) {
        return yield* parsed(parse)
      },
      violating: [
        { parse: answer({ content: 'sun moon stars' }) },
        { parse: answer({ content: '{"colour":"pink"}' }) },
      ],
      inconclusive: [{ parse: answer({ content: '{"colour"', finish: 'length' }) }],
    },
    stream: {
      level: 'should',
      sentence: 'The stream helper with a schema ends in the object.',
      source: SOURCE,
      breaks: 'apps that stream objects through the SDK',
      parameter: 'chat.response_format',
      reads: ['stream'],
      *check({ stream: one }) {
        return yield* parsed(one)
      },
      violating: [{ stream: stream({ content: 'sun moon stars' }) }],
      inconclusive: [{ stream: stream({ content: '{"colour"', finish: 'length' }) }],
    },
    cut: {
      level: 'should',
      sentence: '`chat.completions.parse` throws LengthFinishReasonError for an answer that the token limit cut.',
      source: SOURCE,
      breaks: 'apps that catch it ask again with more room: a SyntaxError looks like a broken server',
      parameter: 'chat.response_format',
      reads: ['cut'],
      check: ({ cut }) => thrown(cut),
      violating: [{ cut: answer({ content: '{"colour"' }) }, { cut: answer({ content: '' }) }],
      inconclusive: [{ cut: answer({ content: '{}' }) }],
    },
    'cut-stream': {
      level: 'should',
      sentence:
        'The stream helper with a schema throws LengthFinishReasonError for an answer that the token limit cut.',
      source: SOURCE,
      breaks: 'apps that catch it ask again with more room: a SyntaxError looks like a broken server',
      parameter: 'chat.response_format',
      reads: ['cutStream'],
      check: ({ cutStream }) => thrown(cutStream),
      violating: [{ cutStream: stream({ content: '{"colour"' }) }],
      inconclusive: [{ cutStream: stream({ content: '{}' }) }],
    },
  },
})
