import { OPEN } from '../../fixtures/sent/prompts.ts'
import { nucleusIgnored } from '../../src/checks/sampling.ts'
import { answer, chat, refusable, suite } from '../../src/define/index.ts'

/** Only the likeliest token is within so small a nucleus. */
const SMALLEST = 0.0001
const hot = (seed: number): ReturnType<typeof chat> =>
  refusable(chat({ messages: OPEN, max_tokens: 6, temperature: 2, seed }))
const cold = (seed: number): ReturnType<typeof chat> =>
  refusable(chat({ messages: OPEN, max_tokens: 6, temperature: 0, seed }))
const narrow = (seed: number): ReturnType<typeof chat> =>
  refusable(chat({ messages: OPEN, max_tokens: 6, temperature: 2, top_p: SMALLEST, seed }))
const says = (content: string): ReturnType<typeof answer> => answer({ content, finish: 'length', completionTokens: 6 })
const same = says('The sea is wide and')

export default suite({
  id: 'parameters/top-p',
  about: `the beginning of a poem at temperature 2 with \`top_p: ${SMALLEST}\`, under four seeds`,
  model: 'chat',
  answered: 'should',
  steps: {
    wideA: hot(1),
    wideB: hot(2),
    wideC: hot(3),
    coldA: cold(1),
    coldB: cold(2),
    coldC: cold(3),
    narrowA: narrow(1),
    narrowB: narrow(2),
    narrowC: narrow(3),
    narrowD: narrow(4),
  },
  conforming: {
    wideA: says('Salt brine sings of'),
    wideB: says('Over glass the gulls'),
    wideC: says('A wide the never'),
    coldA: same,
    coldB: same,
    coldC: same,
    narrowA: same,
    narrowB: same,
    narrowC: same,
    narrowD: same,
  },
  rules: {
    'keeps-the-likeliest': {
      level: 'should',
      sentence: 'With a tiny `top_p` the likeliest tokens are said, at any temperature.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-top_p',
      breaks: 'apps that steady their answers by `top_p` alone get loose ones',
      parameter: 'chat.top_p',
      check: ({ wideA, wideB, wideC, coldA, coldB, coldC, narrowA, narrowB, narrowC, narrowD }) =>
        nucleusIgnored(
          { wide: [wideA, wideB, wideC], cold: [coldA, coldB, coldC] },
          [narrowA, narrowB, narrowC, narrowD],
          `\`top_p: ${SMALLEST}\` under four seeds`,
        ),
      violating: [{ narrowA: says('Salt'), narrowB: says('Over'), narrowC: says('A wide') }],
      conforming: [{}, { narrowA: says('Salt'), narrowB: says('Over') }],
      inconclusive: [
        { wideB: says('Salt brine sings of') },
        { coldA: says('Salt'), coldB: says('Over') },
        { narrowA: says(''), narrowB: says(''), narrowC: says(''), narrowD: says('') },
      ],
    },
  },
})
