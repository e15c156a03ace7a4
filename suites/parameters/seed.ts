import { GREETING } from '../../fixtures/sent/prompts.ts'
import { agreement } from '../../src/checks/agreement.ts'
import { text, TEXT } from '../../src/checks/reply.ts'
import { answer, chat, inconclusive, measured, refusable, repeat, suite, ignored } from '../../src/define/index.ts'

const SAMPLES = 3
/** Sampling at full temperature, so that only the seed can make two texts equal. */
const sampled = (seed: number): ReturnType<typeof chat> =>
  refusable(chat({ messages: GREETING, max_tokens: 12, temperature: 1, seed }))

const says = (content: string): ReturnType<typeof answer> => answer({ content, finish: 'length', completionTokens: 12 })
const SAME = [says('Hello, how can I'), says('Hello, how can I'), says('Hello, how can I')]

export default suite({
  id: 'parameters/seed',
  about: 'a chat call at temperature 1, three times with one `seed` and twice with others',
  model: 'chat',
  steps: { same: repeat(SAMPLES, sampled(42)), other: sampled(43), third: sampled(44) },
  conforming: { same: SAME, other: says('Hi there! What'), third: says('Good day to you') },
  answered: 'should',
  rules: {
    repeats: {
      level: 'may',
      sentence: 'Equal requests with one `seed` mostly bring the same text.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/create#chat-create-seed; best effort by its own words',
      breaks: 'snapshot tests and evaluations that pin a seed turn flaky',
      parameter: 'chat.seed',
      *check({ same, other, third }) {
        const texts = same.map(text)
        const agreeing = agreement(texts)
        const first = same[0]
        if (first && 2 * agreeing < texts.length) {
          return yield ignored(
            first,
            TEXT,
            `${agreeing} of ${texts.length} texts agree`,
            'the same text at least every other time',
            texts,
          )
        }
        if (new Set([...texts, text(other), text(third)]).size === 1)
          return inconclusive('other seeds bring the same text too, so the seed shows no effect')
        return measured(`${agreeing} of ${texts.length} texts with one seed agree`)
      },
      violating: [{ same: [says('Hello, how can I'), says('Hi! It is nice'), says('Welcome back')] }],
      conforming: [{}, { same: [says('Hello, how can I'), says('Hello, how can I'), says('Hello, how may I')] }],
      inconclusive: [{ other: says('Hello, how can I'), third: says('Hello, how can I') }],
    },
  },
})
