import { textAnswer } from '../../fixtures/replies/completion.ts'
import { ANY_TOKEN, OPEN_TEXT } from '../../fixtures/sent/prompts.ts'
import { biasIgnored, penaltyIgnored } from '../../src/checks/sampling.ts'
import { complete, provoking, refusable, repeat, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create'
const CAP = 24
const open = (more = {}): ReturnType<typeof complete> =>
  refusable(complete({ prompt: OPEN_TEXT, max_tokens: CAP, ...more }))
const says = (said: string): ReturnType<typeof textAnswer> => textAnswer({ text: said, tokens: CAP })
const PLAIN = ' calm, and the sun was low, and the sea was calm, and the wind'

export default suite({
  id: 'parameters/completion-penalties',
  about: 'legacy text completions with penalties of 2 and -2, and with the highest bias for one token',
  model: 'chat',
  answered: 'should',
  steps: {
    control: repeat(2, open()),
    more: open({ presence_penalty: 2 }),
    // Such a penalty has a word come again and again, against which Ollama has a guard.
    less: provoking(open({ presence_penalty: -2 })),
    rarer: open({ frequency_penalty: 2 }),
    oftener: provoking(open({ frequency_penalty: -2 })),
    biased: open({ max_tokens: 6, logit_bias: { [ANY_TOKEN]: 100 } }),
  },
  conforming: {
    control: [says(PLAIN), says(PLAIN)],
    more: says(' calm, and no wind rose'),
    less: says(' calm, calm, calm, calm'),
    rarer: says(' calm, and no wind rose'),
    oftener: says(' calm, calm, calm, calm'),
    biased: says(' inter inter inter inter inter inter'),
  },
  rules: {
    'presence-changes-the-text': {
      level: 'should',
      sentence: 'A `presence_penalty` of 2 or of -2 changes a text in which words return.',
      source: `${SOURCE}#completions-create-presence_penalty; Ollama doubled it before 0.3.10, put the frequency penalty in its place in 0.5.7, and ignored it for some models from 0.6 to 0.30`,
      breaks: 'apps that fight repetition turn a knob with nothing behind it',
      parameter: 'completions.presence_penalty',
      reads: ['control', 'more', 'less'],
      check: ({ control, more, less }) =>
        penaltyIgnored(control, [more, less], 'a `presence_penalty` of 2, and of -2,'),
      violating: [{ more: says(PLAIN), less: says(PLAIN) }],
      conforming: [{}, { more: says(PLAIN) }],
      inconclusive: [{ control: [says(PLAIN), says(' salt')] }, { control: [says(''), says('')] }],
    },
    'frequency-changes-the-text': {
      level: 'should',
      sentence: 'A `frequency_penalty` of 2 or of -2 changes a text in which words return.',
      source: `${SOURCE}#completions-create-frequency_penalty; Ollama doubled it before 0.3.10, and ignored it for some models from 0.6 to 0.30`,
      breaks: 'long texts run into loops, and the knob against it has nothing behind it',
      parameter: 'completions.frequency_penalty',
      reads: ['control', 'rarer', 'oftener'],
      check: ({ control, rarer, oftener }) =>
        penaltyIgnored(control, [rarer, oftener], 'a `frequency_penalty` of 2, and of -2,'),
      violating: [{ rarer: says(PLAIN), oftener: says(PLAIN) }],
      conforming: [{}, { rarer: says(PLAIN) }],
      inconclusive: [{ control: [says(PLAIN), says(' salt')] }],
    },
    'bias-selects-the-token': {
      level: 'should',
      sentence: 'A token with a bias of 100 is said, and no other.',
      source: `${SOURCE}#completions-create-logit_bias: 100 is exclusive selection`,
      breaks: 'scripts that allow only the tokens of their labels',
      parameter: 'completions.logit_bias',
      reads: ['control', 'biased'],
      *check({ control: [free], biased }) {
        if (free) return yield* biasIgnored(free, biased)
      },
      violating: [{ biased: says(PLAIN) }, { biased: says(' calm, and the sun') }],
      conforming: [{}, { biased: says('\n\n\n\n\n\n') }],
      inconclusive: [{ control: [says(''), says('')] }, { biased: says(' wide') }],
    },
  },
})
