import { textAnswer } from '../../fixtures/replies/completion.ts'
import { OPEN_TEXT } from '../../fixtures/sent/prompts.ts'
import { text } from '../../src/checks/reply.ts'
import { allDiffer, noneVaries, nucleusIgnored } from '../../src/checks/sampling.ts'
import { complete, inconclusive, measured, refusable, repeat, suite, type Observation } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create'
const SMALLEST = 0.0001
const drawn = (temperature: number, seed: number, more = {}): ReturnType<typeof complete> =>
  refusable(complete({ prompt: OPEN_TEXT, max_tokens: 6, temperature, seed, ...more }))
const says = (said: string): ReturnType<typeof textAnswer> => textAnswer({ text: said, tokens: 6 })
const same = says(' calm, and the sun')

type Draws = Record<
  'hotA' | 'hotB' | 'hotC' | 'coldA' | 'coldB' | 'coldC' | 'narrowA' | 'narrowB' | 'narrowC',
  Observation
>
const hot = ({ hotA, hotB, hotC }: Draws): Observation[] => [hotA, hotB, hotC]
const cold = ({ coldA, coldB, coldC }: Draws): Observation[] => [coldA, coldB, coldC]

export default suite({
  id: 'parameters/completion-sampling',
  about:
    'legacy text completions of one beginning: at temperature 2, at 0, at 2 with a tiny `top_p`, and at 2 with one seed',
  model: 'chat',
  answered: 'should',
  steps: {
    hotA: drawn(2, 1),
    hotB: drawn(2, 2),
    hotC: drawn(2, 3),
    coldA: drawn(0, 1),
    coldB: drawn(0, 2),
    coldC: drawn(0, 3),
    narrowA: drawn(2, 1, { top_p: SMALLEST }),
    narrowB: drawn(2, 2, { top_p: SMALLEST }),
    narrowC: drawn(2, 3, { top_p: SMALLEST }),
    seeded: repeat(3, drawn(1, 42)),
  },
  conforming: {
    hotA: says(' salt brine singing'),
    hotB: says(' glass over gulls'),
    hotC: says(' a never wide'),
    coldA: same,
    coldB: same,
    coldC: same,
    narrowA: same,
    narrowB: same,
    narrowC: same,
    seeded: [same, same, same],
  },
  rules: {
    'two-varies': {
      level: 'should',
      sentence: 'At temperature 2 the texts of different seeds differ.',
      source: `${SOURCE}#completions-create-temperature`,
      breaks: 'whoever samples several continuations gets one and the same',
      parameter: 'completions.temperature',
      reads: ['hotA', 'hotB', 'hotC', 'coldA', 'coldB', 'coldC'],
      check: (observed) => noneVaries(hot(observed), cold(observed)),
      violating: [{ hotA: same, hotB: same, hotC: same }],
      conforming: [{}, { hotA: same, hotB: same }],
      inconclusive: [
        {
          hotA: textAnswer({ text: ' calm.', finish: 'stop' }),
          hotB: textAnswer({ text: ' calm.', finish: 'stop' }),
          hotC: textAnswer({ text: ' calm.', finish: 'stop' }),
        },
        { hotA: says(''), hotB: says(''), hotC: says(''), coldA: says(''), coldB: says(''), coldC: says('') },
      ],
    },
    'zero-is-steady': {
      level: 'may',
      sentence: 'At temperature 0 texts mostly agree, whatever the seed.',
      source: `${SOURCE}#completions-create-temperature; repeatability is best effort`,
      breaks: 'code completion flickers between suggestions',
      parameter: 'completions.temperature',
      reads: ['coldA', 'coldB', 'coldC'],
      check: (observed) => allDiffer(cold(observed), 'temperature 0 under three seeds'),
      violating: [{ coldA: says(' salt'), coldB: says(' glass') }],
      conforming: [{}, { coldA: says(' salt') }],
      inconclusive: [{ coldA: says(''), coldB: says(''), coldC: says('') }],
    },
    'top-p-keeps-the-likeliest': {
      level: 'should',
      sentence: 'With a tiny `top_p` the likeliest tokens are said, at any temperature.',
      source: `${SOURCE}#completions-create-top_p`,
      breaks: 'apps that steady their texts by `top_p` alone get loose ones',
      parameter: 'completions.top_p',
      reads: ['hotA', 'hotB', 'hotC', 'coldA', 'coldB', 'coldC', 'narrowA', 'narrowB', 'narrowC'],
      check: (observed) =>
        nucleusIgnored(
          { wide: hot(observed), cold: cold(observed) },
          [observed.narrowA, observed.narrowB, observed.narrowC],
          `\`top_p: ${SMALLEST}\` under three seeds`,
        ),
      violating: [{ narrowA: says(' salt'), narrowB: says(' glass') }],
      conforming: [{}, { narrowA: says(' salt') }],
      inconclusive: [{ hotB: says(' salt brine singing') }, { coldA: says(' salt'), coldB: says(' glass') }],
    },
    'seed-repeats': {
      level: 'may',
      sentence: 'Equal requests with one `seed` mostly bring the same text.',
      source: `${SOURCE}#completions-create-seed; best effort by its own words`,
      breaks: 'snapshot tests and evaluations that pin a seed turn flaky',
      parameter: 'completions.seed',
      reads: ['seeded', 'hotA', 'hotB', 'hotC'],
      *check({ seeded, ...others }) {
        const varied = new Set(hot(others).map(text)).size
        if (varied < 3) return inconclusive('other seeds do not vary the text either')
        const open = yield* allDiffer(seeded, 'one seed three times')
        return (
          open ??
          measured(
            `${seeded.length - new Set(seeded.map(text)).size + 1} of ${seeded.length} texts with one seed agree`,
          )
        )
      },
      violating: [{ seeded: [says(' salt'), says(' glass'), says(' a never')] }],
      conforming: [{}, { seeded: [says(' salt'), same, same] }],
      inconclusive: [{ hotA: same, hotB: same, hotC: same }],
    },
  },
})
