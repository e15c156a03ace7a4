import { answer, chat, finding, inconclusive, refusable, suite } from '../../src/define/index.ts'
import { text, TEXT } from '../../src/checks/reply.ts'
import { run } from '../../src/checks/sampling.ts'
import { CHANT } from '../../fixtures/prompts.ts'

const CAP = 24
/** After so many times the penalty outweighs whatever speaks for the word. */
const LEAST = 12
const la = (times: number, then = ''): ReturnType<typeof answer> => answer({ content: Array.from({ length: times }, () => 'la').join(' ') + then, completionTokens: times })

export default suite({
  id: 'parameters/frequency-penalty',
  about: 'a word that the pattern has the model say twenty times, without and with `frequency_penalty: 2`',
  model: 'chat',
  answered: 'should',
  steps: { control: chat({ messages: CHANT, max_tokens: CAP }), penalised: refusable(chat({ messages: CHANT, max_tokens: CAP, frequency_penalty: 2 })) },
  conforming: { control: la(20), penalised: la(7, ' lo li') },
  rules: {
    'breaks-the-repetition': {
      level: 'should',
      sentence: 'With `frequency_penalty: 2` a word is not said as often on end as without.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-frequency_penalty; Ollama ignored it for some models from 0.6 to 0.30',
      breaks: 'long answers run into loops, and the knob against it has nothing behind it',
      parameter: 'chat.frequency_penalty',
      *check({ control, penalised }) {
        const [free, under] = [run(text(control), 'la'), run(text(penalised), 'la')]
        if (free < LEAST) return inconclusive(`the model said the word only ${free} times by itself`)
        if (under >= free) yield finding(penalised, { kind: 'ignored', path: TEXT, message: `the word comes ${under} times on end, without the penalty ${free} times`, expected: 'fewer', actual: under })
      },
      violating: [{ penalised: la(20) }],
      inconclusive: [{ control: la(4, ' lo') }],
    },
  },
})
