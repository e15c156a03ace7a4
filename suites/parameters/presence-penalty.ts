import { OPEN } from '../../fixtures/sent/prompts.ts'
import { penaltyIgnored } from '../../src/checks/sampling.ts'
import { answer, chat, refusable, repeat, suite } from '../../src/define/index.ts'

const CAP = 32
const penalised = (presence_penalty: number): ReturnType<typeof chat> =>
  refusable(chat({ messages: OPEN, max_tokens: CAP, presence_penalty }))
const says = (content: string): ReturnType<typeof answer> =>
  answer({ content, finish: 'length', completionTokens: CAP })
const PLAIN = 'The sea is wide, the sea is deep, and all the sailors are asleep'

export default suite({
  id: 'parameters/presence-penalty',
  about: 'a poem at temperature 0: twice as it comes, once with `presence_penalty` 2 and once with -2',
  model: 'chat',
  answered: 'should',
  steps: { control: repeat(2, chat({ messages: OPEN, max_tokens: CAP })), more: penalised(2), less: penalised(-2) },
  conforming: {
    control: [says(PLAIN), says(PLAIN)],
    more: says('The sea is wide, an endless deep'),
    less: says('The sea the sea the sea the sea'),
  },
  rules: {
    'changes-the-text': {
      level: 'should',
      sentence: 'A `presence_penalty` of 2 or of -2 changes a text in which words return.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/create#chat-create-presence_penalty; Ollama ignored it before 0.3.10, put the frequency penalty in its place in 0.5.7, and ignored it for some models from 0.6 to 0.30',
      breaks: 'apps that fight repetition, or tune a voice by it, turn a knob with nothing behind it',
      parameter: 'chat.presence_penalty',
      check: ({ control, more, less }) =>
        penaltyIgnored(control, [more, less], 'a `presence_penalty` of 2, and of -2,'),
      violating: [{ more: says(PLAIN), less: says(PLAIN) }],
      conforming: [{}, { more: says(PLAIN) }, { less: says(PLAIN) }],
      inconclusive: [
        { control: [says(PLAIN), says('Salt')] },
        { control: [says('OK'), says('OK')], more: says('OK'), less: says('OK') },
        { control: [says(''), says('')] },
      ],
    },
  },
})
