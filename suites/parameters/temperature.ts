import { OPEN } from '../../fixtures/sent/prompts.ts'
import { allDiffer, noneVaries } from '../../src/checks/sampling.ts'
import { answer, chat, refusable, suite, type Observation } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-temperature'
/** A seed of its own for each, so that it is not the seed that makes two texts equal. */
const drawn = (temperature: number, seed: number): ReturnType<typeof chat> =>
  refusable(chat({ messages: OPEN, max_tokens: 6, temperature, seed }))
const says = (content: string): ReturnType<typeof answer> => answer({ content, finish: 'length', completionTokens: 6 })
const same = says('The sea is wide and')
const hotOf = (observed: Record<'hotA' | 'hotB' | 'hotC', Observation>): Observation[] => [
  observed.hotA,
  observed.hotB,
  observed.hotC,
]
const coldOf = (observed: Record<'coldA' | 'coldB' | 'coldC' | 'coldD', Observation>): Observation[] => [
  observed.coldA,
  observed.coldB,
  observed.coldC,
  observed.coldD,
]

export default suite({
  id: 'parameters/temperature',
  about: 'the beginning of a poem at temperature 2 under three seeds, and at 0 under four',
  model: 'chat',
  answered: 'should',
  steps: {
    hotA: drawn(2, 1),
    hotB: drawn(2, 2),
    hotC: drawn(2, 3),
    coldA: drawn(0, 1),
    coldB: drawn(0, 2),
    coldC: drawn(0, 3),
    coldD: drawn(0, 4),
  },
  conforming: {
    hotA: says('Salt brine sings of'),
    hotB: says('Over glass the gulls'),
    hotC: says('A wide the never'),
    coldA: same,
    coldB: same,
    coldC: same,
    coldD: same,
  },
  rules: {
    'two-varies': {
      level: 'should',
      sentence: 'At temperature 2 the texts of different seeds differ.',
      source: SOURCE,
      breaks: 'whoever samples several answers (self-consistency, generated data) gets one and the same',
      parameter: 'chat.temperature',
      check: (observed) => noneVaries(hotOf(observed), coldOf(observed)),
      violating: [{ hotA: same, hotB: same, hotC: same }],
      conforming: [{}, { hotA: same, hotB: same }, { hotA: says('Waves'), hotB: says('Waves'), hotC: says('Waves') }],
      inconclusive: [
        { hotA: answer({ content: 'OK' }), hotB: answer({ content: 'OK' }), hotC: answer({ content: 'OK' }) },
        Object.fromEntries(
          ['hotA', 'hotB', 'hotC', 'coldA', 'coldB', 'coldC', 'coldD'].map((name) => [name, says('')]),
        ),
      ],
    },
    'zero-is-steady': {
      level: 'may',
      sentence: 'At temperature 0 texts mostly agree, whatever the seed.',
      source: `${SOURCE}; repeatability is best effort`,
      breaks: 'extraction and classification flicker between answers',
      parameter: 'chat.temperature',
      reads: ['coldA', 'coldB', 'coldC', 'coldD'],
      check: (observed) => allDiffer(coldOf(observed), 'temperature 0 under four seeds'),
      violating: [{ coldA: says('Salt'), coldB: says('Over'), coldC: says('A wide') }],
      conforming: [{}, { coldA: says('Salt'), coldB: says('Over') }],
      inconclusive: [{ coldA: says(''), coldB: says(''), coldC: says(''), coldD: says('') }],
    },
  },
})
