import { CHANT } from '../../fixtures/sent/prompts.ts'
import { repetitionHolds } from '../../src/checks/sampling.ts'
import { answer, chat, refusable, suite } from '../../src/define/index.ts'

const CAP = 24
const la = (times: number, then = ''): ReturnType<typeof answer> =>
  answer({ content: Array.from({ length: times }, () => 'la').join(' ') + then, completionTokens: times })

export default suite({
  id: 'parameters/frequency-penalty',
  about: 'a word that the pattern has the model say twenty times, without and with `frequency_penalty: 2`',
  model: 'chat',
  answered: 'should',
  steps: {
    control: chat({ messages: CHANT, max_tokens: CAP }),
    penalised: refusable(chat({ messages: CHANT, max_tokens: CAP, frequency_penalty: 2 })),
  },
  conforming: { control: la(20), penalised: la(7, ' lo li') },
  rules: {
    'breaks-the-repetition': {
      level: 'should',
      sentence: 'With `frequency_penalty: 2` a word is not said as often on end as without.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/create#chat-create-frequency_penalty; Ollama ignored it for some models from 0.6 to 0.30',
      breaks: 'long answers run into loops, and the knob against it has nothing behind it',
      parameter: 'chat.frequency_penalty',
      check: ({ control, penalised }) => repetitionHolds(control, penalised, 'la'),
      violating: [{ penalised: la(20) }],
      inconclusive: [{ control: la(4, ' lo') }],
    },
  },
})
