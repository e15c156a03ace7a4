import { GREETING } from '../../fixtures/sent/prompts.ts'
import { agreement } from '../../src/checks/agreement.ts'
import { text, TEXT } from '../../src/checks/reply.ts'
import { answer, chat, inconclusive, measured, repeat, suite, wrong } from '../../src/define/index.ts'

/** The calls of `chat/id`, which are sent once for both: a token each is enough where all should be equal. */
const CALLS = 12
const all = (texts: string[]) =>
  Array.from({ length: CALLS }, (_, at) =>
    answer({ content: texts[at % texts.length] ?? '', finish: 'length', completionTokens: 1 }),
  )

export default suite({
  id: 'parameters/temperature-zero',
  about: 'one small chat call a dozen times at temperature 0 with a seed',
  model: 'chat',
  steps: { calls: repeat(CALLS, chat({ messages: GREETING, max_tokens: 1 })) },
  conforming: { calls: all(['Hello']) },
  rules: {
    repeats: {
      level: 'may',
      sentence: 'At temperature 0 equal requests mostly begin with the same token.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/create#chat-create-temperature; repeatability is best effort',
      breaks: 'snapshot tests and caches that count on equal answers turn flaky',
      *check({ calls }) {
        const texts = calls.map(text)
        if (texts.every((one) => one === '')) return inconclusive('the model said nothing')
        const agreeing = agreement(texts)
        const [first] = calls
        const figure = `${agreeing} of ${texts.length} answers of one token agree`
        if (first && 2 * agreeing < texts.length)
          return yield wrong(first, TEXT, figure, 'the same token at least every other time', texts)
        return measured(figure)
      },
      violating: [{ calls: all(['Hi', 'Hello', 'Good', 'Hey', 'Well', 'Oh']) }],
      conforming: [{}, { calls: all(['Hello', 'Hello', 'Hi']) }],
      inconclusive: [{ calls: all(['']) }],
    },
  },
})
