import { counted } from '../../fixtures/replies/chat.ts'
import { BRIEF, LONG, under } from '../../fixtures/sent/instructions.ts'
import { system } from '../../fixtures/sent/prompts.ts'
import { notInPrompt } from '../../src/checks/instruction.ts'
import { answer, chat, countsOnly, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages'

export default suite({
  id: 'roles/system',
  about: 'a brief and a long system message',
  model: 'chat',
  steps: {
    brief: countsOnly(chat({ messages: under(system(BRIEF)), max_tokens: 1 })),
    long: countsOnly(chat({ messages: under(system(LONG)), max_tokens: 1 })),
  },
  conforming: { brief: counted(17), long: counted(41) },
  rules: {
    'reaches-the-model': {
      level: 'should',
      sentence: 'The system message is part of the prompt.',
      source: SOURCE,
      breaks: 'every app: its instructions vanish and nothing says so',
      parameter: 'chat.messages',
      *check({ brief, long }) {
        return yield* notInPrompt(brief, long, LONG.slice(BRIEF.length), 'the system message')
      },
      violating: [{ long: counted(17) }, { brief: counted(30), long: counted(30) }],
      inconclusive: [{ brief: answer({ usage: null }) }, { brief: counted(1), long: counted(1) }],
    },
  },
})
