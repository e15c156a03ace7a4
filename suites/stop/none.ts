import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { finishReason, text, TEXT } from '../../src/checks/reply.ts'
import { NO_EFFECT, takesEffect } from '../../src/checks/stop.ts'
import { reasoned } from '../../src/checks/tokens.ts'
import {
  answer,
  anyAnswer,
  chat,
  inconclusive,
  refusal,
  suite,
  wrong,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'
const BODY = { messages: COUNTING, max_tokens: 8 }
const FREE = answer({ content: '1, 2, 3', finish: 'length' })
const CUT = answer({ content: '' })
const IGNORED = { reached: answer({ content: '1, 2, 3, 4, 5, 6', finish: 'length' }) }

/** The request is answered as if it had no `stop`. */
function* unstopped(
  control: Observation,
  reached: Observation,
  one: Observation,
): Generator<Finding, Inconclusive | void> {
  if (one.status !== 200) {
    yield wrong(one, 'status', `HTTP ${one.status}: ${one.text.slice(0, 160)}`, 200, one.status)
    return
  }
  const [want, got] = [text(control).trim(), text(one).trim()]
  if (got === '' && reasoned(one)) return inconclusive('the model spent the limit on reasoning')
  if (got !== '' && finishReason(one) === 'length')
    return takesEffect(control, reached) ? undefined : inconclusive(NO_EFFECT)
  if (got !== '' && !want.startsWith(got)) return inconclusive('the model said something else the second time')
  // The control goes on, so something that is no stop string ended this one.
  if (want.length <= got.length) return takesEffect(control, reached) ? undefined : inconclusive(NO_EFFECT)
  yield wrong(one, TEXT, 'the answer was cut though nothing says where', want, got)
}

export default suite({
  id: 'stop/none',
  about: 'a long answer with `stop` null, an empty list and an empty string',
  model: 'chat',
  steps: {
    control: chat({ messages: COUNTING, max_tokens: 24 }),
    // That `stop` works at all: a server that ignores it passes over these too.
    reached: chat({ messages: COUNTING, max_tokens: 16, stop: '4' }),
    nothing: anyAnswer(chat({ ...BODY, stop: null })),
    empty: anyAnswer(chat({ ...BODY, stop: [] })),
    blank: anyAnswer(chat({ ...BODY, stop: '' })),
  },
  conforming: {
    control: answer({ content: '1, 2, 3, 4, 5, 6, 7, 8', finish: 'length' }),
    reached: answer({ content: '1, 2, 3, ' }),
    nothing: FREE,
    empty: FREE,
    blank: FREE,
  },
  rules: {
    null: {
      level: 'should',
      sentence: '`stop: null` counts as no stop string.',
      source: SOURCE,
      breaks: 'LangChain and typed clients (Java, C#, Go) that send unset fields as null',
      parameter: 'chat.stop',
      reads: ['control', 'reached', 'nothing'],
      check: ({ control, reached, nothing }) => unstopped(control, reached, nothing),
      violating: [
        { nothing: refusal(400, { message: "invalid type for 'stop' field: <nil>" }) },
        { nothing: CUT },
        { nothing: answer({ content: '1, 2' }) },
      ],
      inconclusive: [{ nothing: answer({ content: 'Sure!' }) }, IGNORED],
    },
    'empty-list': {
      level: 'should',
      sentence: '`stop: []` counts as no stop string.',
      source: `${SOURCE}; accepted 32 times although the document forbids it`,
      breaks: 'frameworks that always send their list of stop strings, also an empty one',
      parameter: 'chat.stop',
      reads: ['control', 'reached', 'empty'],
      check: ({ control, reached, empty }) => unstopped(control, reached, empty),
      violating: [{ empty: refusal(400, { message: '[] is too short' }) }, { empty: refusal(500) }, { empty: CUT }],
      inconclusive: [{ empty: answer({ content: 'Sure!' }) }, IGNORED],
    },
    'empty-string': {
      level: 'may',
      sentence:
        '`stop: ""` is refused with a 4xx or counts as no stop string: it does not end the answer before it begins.',
      source: SOURCE,
      breaks: 'forms that send an empty field get an empty answer',
      reads: ['control', 'reached', 'blank'],
      *check({ control, reached, blank }) {
        if (blank.status === null || blank.status < 400 || blank.status > 499)
          return yield* unstopped(control, reached, blank)
      },
      violating: [{ blank: CUT }, { blank: refusal(500) }],
      conforming: [{}, { blank: refusal(400) }],
    },
  },
})
