import { counted } from '../../fixtures/replies/chat.ts'
import { assistant, GREETING } from '../../fixtures/sent/prompts.ts'
import { notInPrompt } from '../../src/checks/instruction.ts'
import { chat, suite } from '../../src/define/index.ts'

const BEGUN = 'Hello and welcome to the old house by the river, where'

export default suite({
  id: 'roles/prefill',
  about: 'a conversation that ends with an assistant message',
  model: 'chat',
  steps: {
    without: chat({ messages: GREETING, max_tokens: 1 }),
    begun: chat({ messages: [...GREETING, assistant(BEGUN)], max_tokens: 1 }),
  },
  conforming: { without: counted(10), begun: counted(26) },
  answered: 'should',
  rules: {
    'reaches-the-model': {
      level: 'should',
      sentence: 'An assistant message at the end is part of the prompt; whether it is continued is left open.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages',
      breaks: 'clients that steer the beginning of an answer, or resume one that was cut',
      *check({ without, begun }) {
        return yield* notInPrompt(without, begun, BEGUN, 'the last assistant message')
      },
      violating: [{ begun: counted(10) }, { begun: counted(14) }],
    },
  },
})
