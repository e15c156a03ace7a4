import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { notAnswered } from '../../src/checks/accepted.ts'
import { answer, anyAnswer, chat, inconclusive, refusal, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create'
/** Each of them is documented as nullable. */
const NULLS = Object.fromEntries(
  [
    'temperature',
    'top_p',
    'n',
    'seed',
    'presence_penalty',
    'frequency_penalty',
    'logit_bias',
    'logprobs',
    'top_logprobs',
    'stop',
    'stream',
    'stream_options',
    'max_completion_tokens',
    'metadata',
    'service_tier',
    'store',
  ].map((key) => [key, null]),
)
const HELLO = answer({ content: 'Hello', finish: 'length', completionTokens: 1 })

export default suite({
  id: 'errors/null-parameters',
  about: 'chat calls with null for what is not set',
  model: 'chat',
  steps: {
    control: anyAnswer(chat(CHAT_CALL)),
    nulls: anyAnswer(chat({ ...CHAT_CALL, ...NULLS })),
    format: anyAnswer(chat({ ...CHAT_CALL, response_format: null })),
  },
  conforming: { control: HELLO, nulls: HELLO, format: HELLO },
  rules: {
    'all-nullable': {
      level: 'should',
      sentence: 'A parameter that is null counts as not set.',
      source: SOURCE,
      breaks: 'typed clients (Java, C#, Go, Rust) that write every unset field as null: no call gets through',
      reads: ['control', 'nulls'],
      judgesBroken: true,
      *check({ control, nulls }) {
        if (control.status !== 200) return inconclusive('the same call without them is not answered')
        yield* notAnswered(nulls)
      },
      violating: [
        { nulls: refusal(400, { message: 'temperature: expected a number' }) },
        { nulls: refusal(500, { message: "'NoneType' object is not iterable" }) },
      ],
      inconclusive: [{ control: refusal(500) }],
    },
    'response-format': {
      level: 'should',
      sentence: '`response_format: null` counts as none.',
      source: `${SOURCE}; accepted 7 of 7 times although the document forbids it`,
      breaks: 'frameworks that always write the field, also when no format is wanted',
      reads: ['control', 'format'],
      judgesBroken: true,
      *check({ control, format }) {
        if (control.status !== 200) return inconclusive('the same call without it is not answered')
        yield* notAnswered(format)
      },
      violating: [
        { format: refusal(400, { message: 'response_format: expected an object' }) },
        { format: refusal(500) },
      ],
      inconclusive: [{ control: refusal(500) }],
    },
  },
})
