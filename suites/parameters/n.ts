import { answer, answerWith, chat, finding, inconclusive, refusable, suite } from '../../src/define/index.ts'
import { GREETING } from '../../fixtures/prompts.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-n; observed in 16 of 16 answers'
const ASKED = 2

const withIndexes = (...indexes: (number | null)[]): ReturnType<typeof answer> =>
  answerWith({}, (body) => ({ ...body, choices: indexes.map((index) => ({ index, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' })) }))

export default suite({
  id: 'parameters/n',
  about: 'a chat call with `n: 2`',
  model: 'chat',
  steps: { two: refusable(chat({ messages: GREETING, max_tokens: 4, n: ASKED })) },
  conforming: { two: answer({ finish: 'length' }, { finish: 'length' }) },
  rules: {
    'as-many-choices': {
      level: 'must',
      sentence: 'As many choices come as `n` asks for, or the call is refused.',
      source: SOURCE,
      breaks: 'evaluations and self-consistency code read `choices[1]` and fail, or vote over one sample',
      *check({ two }) {
        const { reply } = two
        if (!reply) return inconclusive('the answer has no choices')
        const count = reply.choices.length
        if (count === ASKED) return
        yield finding(two, { kind: count === 1 ? 'ignored' : 'wrong-value', path: '$.choices', message: `${count} for \`n: ${ASKED}\``, expected: `${ASKED} choices, or a 4xx`, actual: count })
      },
      violating: [{ two: answer() }, { two: answer({}, {}, {}) }],
    },
    'index-each': {
      level: 'must',
      sentence: 'Each of several choices has an `index` of its own.',
      source: SOURCE,
      breaks: 'clients that sort or join choices by index',
      *check({ two }) {
        const indexes = two.reply?.choices.map(({ index }) => index) ?? []
        if (indexes.length < 2) return inconclusive('only one choice came')
        if (new Set(indexes).size === indexes.length && indexes.every(Number.isInteger)) return
        yield finding(two, { kind: 'wrong-value', path: '$.choices[].index', message: 'choices cannot be told apart', expected: [0, 1], actual: indexes.map((index) => index ?? null) })
      },
      violating: [{ two: withIndexes(0, 0) }, { two: withIndexes(null, null) }],
      inconclusive: [{ two: answer() }],
    },
  },
})
