import { GREETING } from '../../fixtures/sent/prompts.ts'
import { capSent } from '../../src/checks/cap.ts'
import { usageCount } from '../../src/checks/reply.ts'
import { completionTokens, COMPLETION_TOKENS } from '../../src/checks/tokens.ts'
import {
  answer,
  answerWith,
  chat,
  chunks,
  inconclusive,
  refusable,
  sse,
  stream,
  streamed,
  suite,
  ignored,
  wrong,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-n; observed in 16 of 16 answers'
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
      reads: ['two'],
      *check({ two }) {
        const { reply } = two
        if (!reply) return inconclusive('the answer has no choices')
        const count = reply.choices.length
        if (count === ASKED) return
        yield (count === 1 ? ignored : wrong)(
          two,
          '$.choices',
          `${count} for \`n: ${ASKED}\``,
          `${ASKED} choices, or a 4xx`,
          count,
        )
      },
      violating: [{ two: answer() }, { two: answer({}, {}, {}) }],
    },
    'index-each': {
      level: 'should',
      sentence: 'Each of several choices has an `index` of its own.',
      source: SOURCE,
      breaks: 'clients that sort or join choices by index',
      parameter: 'chat.n',
      reads: ['two'],
      *check({ two }) {
        const indexes = two.reply?.choices.map(({ index }) => index) ?? []
        if (indexes.length < 2) return inconclusive('only one choice came')
        if (new Set(indexes).size === indexes.length && indexes.every(Number.isInteger)) return
        yield wrong(
          two,
          '$.choices[].index',
          'choices cannot be told apart',
          [0, 1],
          indexes.map((index) => index ?? null),
        )
      },
      violating: [{ two: withIndexes(0, 0) }, { two: withIndexes(null, null) }],
      inconclusive: [{ two: answer() }],
    },
    'as-many-streamed': {
      level: 'should',
      sentence: 'A stream has as many choices as `n` asks for, each under its index, or the call is refused.',
      source:
        'https://platform.openai.com/docs/api-reference/chat-streaming/streaming; observed: 465 choices in 452 streams',
      breaks: 'clients that part a stream by `choices[].index` get one choice, or two texts mixed into one',
      parameter: 'chat.n',
      reads: ['streamed'],
      *check({ streamed: one }) {
        if (!one.reply) return inconclusive('the stream has no choices')
        const count = one.reply.choices.length
        if (count !== ASKED)
          yield (count === 1 ? ignored : wrong)(
            one,
            'events[].choices[].index',
            `${count} for \`n: ${ASKED}\``,
            `${ASKED} choices, or a 4xx`,
            count,
          )
      },
      violating: [{ streamed: stream({ finish: 'length' }) }, { streamed: pair(0, 0) }],
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
