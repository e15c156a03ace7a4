import { GREETING } from '../../fixtures/sent/prompts.ts'
import { capSent } from '../../src/checks/cap.ts'
import { asksForSeveral, otherCount, otherIndexes } from '../../src/checks/choice-count.ts'
import { choicesOf, isChatReply, isPlain, isStreamed } from '../../src/checks/pool.ts'
import { usageCount } from '../../src/checks/reply.ts'
import { completionTokens, COMPLETION_TOKENS } from '../../src/checks/tokens.ts'
import {
  answer,
  answerWith,
  chat,
  chunks,
  eachAnswer,
  inconclusive,
  refusable,
  sse,
  stream,
  streamed,
  suite,
  wrong,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-n; observed in 16 of 16 answers'
const NONE = 'no answer with several choices was asked for'
const ASKED = 2
const CAP = 4

/** Two choices in one stream, told apart by their index. */
const pair = (...indexes: number[]): ReturnType<typeof sse> =>
  sse(
    indexes.flatMap((index) =>
      chunks({ finish: 'length' }).map((chunk) => ({
        ...chunk,
        choices: (chunk['choices'] as object[]).map((choice) => ({ ...choice, index })),
      })),
    ),
  )

const withIndexes = (...indexes: (number | null)[]): ReturnType<typeof answer> =>
  answerWith({}, (body) => ({
    ...body,
    choices: indexes.map((index) => ({
      index,
      message: { role: 'assistant', content: 'Hello' },
      finish_reason: 'stop',
    })),
  }))

export default suite({
  id: 'parameters/n',
  about: 'a chat call with `n: 2`, plain and streamed',
  model: 'chat',
  steps: {
    two: refusable(chat({ messages: GREETING, max_tokens: CAP, n: ASKED })),
    streamed: refusable(streamed({ messages: GREETING, max_tokens: CAP, n: ASKED })),
  },
  conforming: {
    two: answer({ finish: 'length', completionTokens: ASKED * CAP }, { finish: 'length' }),
    streamed: pair(0, 1),
  },
  rules: {
    'as-many-choices': {
      level: 'should',
      sentence: 'As many choices come as `n` asks for, or the call is refused.',
      source: SOURCE,
      breaks: 'evaluations and self-consistency code read `choices[1]` and fail, or vote over one sample',
      parameter: 'chat.n',
      traffic: eachAnswer(NONE, [isChatReply, isPlain, asksForSeveral], otherCount),
      violating: [{ two: answer() }, { two: answer({}, {}, {}) }, { two: withIndexes() }],
    },
    'index-each': {
      level: 'should',
      sentence: 'Several choices of a chat answer have the indexes 0, 1, 2 … in order.',
      source: SOURCE,
      breaks: 'clients that sort or join choices by index',
      parameter: 'chat.n',
      traffic: eachAnswer(
        'no answer had several choices',
        [isChatReply, isPlain, asksForSeveral, (one) => choicesOf(one).length > 1],
        otherIndexes,
      ),
      violating: [{ two: withIndexes(0, 0) }, { two: withIndexes(null, null) }, { two: withIndexes(1, 2) }],
      inconclusive: [{ two: answer() }],
    },
    'as-many-streamed': {
      level: 'should',
      sentence: 'A stream has as many choices as `n` asks for, under the indexes 0, 1, 2 …, or the call is refused.',
      source:
        'https://platform.openai.com/docs/api-reference/chat-streaming/streaming; observed: 465 choices in 452 streams',
      breaks: 'clients that part a stream by `choices[].index` get one choice, or two texts mixed into one',
      parameter: 'chat.n',
      traffic: eachAnswer(
        NONE,
        [isChatReply, isStreamed, asksForSeveral],
        (one) => otherCount(one) ?? otherIndexes(one),
      ),
      conforming: [{}, { streamed: pair(1, 0) }],
      violating: [{ streamed: stream({ finish: 'length' }) }, { streamed: pair(0, 0) }, { streamed: pair(1, 2) }],
    },
    'counts-all': {
      level: 'should',
      sentence: '`completion_tokens` counts the tokens of all choices.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage',
      breaks: 'cost meters see a fraction of what was generated',
      reads: ['two'],
      *check({ two }) {
        const [count, cap] = [completionTokens(two), capSent(two)]
        const choices = two.reply?.choices ?? []
        if (count === undefined || usageCount(two, 'total_tokens') === undefined)
          return inconclusive('the answer has no usage')
        if (choices.length !== ASKED || choices.some(({ finish }) => finish !== 'length'))
          return inconclusive('not all choices were cut at the cap')
        if (count < ASKED * cap)
          yield wrong(two, COMPLETION_TOKENS, `${ASKED} choices were cut at ${cap} tokens each`, ASKED * cap, count)
      },
      violating: [{ two: answer({ finish: 'length', completionTokens: CAP }, { finish: 'length' }) }],
      inconclusive: [{ two: answer() }, { two: answer({ usage: null, finish: 'length' }, { finish: 'length' }) }],
    },
  },
})
