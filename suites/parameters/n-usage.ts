import { GREETING } from '../../fixtures/sent/prompts.ts'
import { capSent } from '../../src/checks/cap.ts'
import { completionTokens, COMPLETION_TOKENS } from '../../src/checks/tokens.ts'
import { chunks, inconclusive, refusable, sse, streamed, suite, wrong } from '../../src/define/index.ts'

const ASKED = 2
const CAP = 4

/** Choices in one stream, and the usage at its end. */
const counted = (completion: number | null, choices = ASKED, finish = 'length') => ({
  streamed: sse([
    ...Array.from({ length: choices }, (_, index) =>
      chunks({ finish }).map((chunk) => ({
        ...chunk,
        choices: (chunk['choices'] as object[]).map((choice) => ({ ...choice, index })),
        usage: null,
      })),
    ).flat(),
    ...(completion === null ? [] : chunks({ completionTokens: completion }, { usage: true }).slice(-1)),
  ]),
})

export default suite({
  id: 'parameters/n-usage',
  about: 'a streamed chat call with `n: 2` that asks for its usage',
  model: 'chat',
  steps: {
    streamed: refusable(
      streamed({ messages: GREETING, max_tokens: CAP, n: ASKED, stream_options: { include_usage: true } }),
    ),
  },
  conforming: counted(ASKED * CAP),
  rules: {
    'counts-all': {
      level: 'should',
      sentence: 'The usage at the end of a chat stream counts the tokens of all its choices.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options',
      breaks: 'cost meters see a fraction of what was generated',
      *check({ streamed: one }) {
        const [count, cap] = [completionTokens(one), capSent(one)]
        const choices = one.reply?.choices ?? []
        if (count === undefined) return inconclusive('the stream has no usage')
        if (choices.length !== ASKED || choices.some(({ finish }) => finish !== 'length'))
          return inconclusive('not all choices were cut at the cap')
        if (count < ASKED * cap)
          yield wrong(one, COMPLETION_TOKENS, `${ASKED} choices were cut at ${cap} tokens each`, ASKED * cap, count)
      },
      violating: [counted(CAP), counted(0)],
      inconclusive: [counted(null), counted(CAP, 1), counted(3, ASKED, 'stop')],
    },
  },
})
