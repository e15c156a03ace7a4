import { counted } from '../../fixtures/replies/chat.ts'
import { BRIEF, LONG, midway } from '../../fixtures/sent/instructions.ts'
import { notInPrompt } from '../../src/checks/instruction.ts'
import { chat, countsOnly, suite } from '../../src/define/index.ts'

export default suite({
  id: 'roles/late-system',
  about: 'a system message after the first exchange',
  model: 'chat',
  steps: {
    brief: countsOnly(chat({ messages: midway(BRIEF), max_tokens: 1 })),
    long: countsOnly(chat({ messages: midway(LONG), max_tokens: 1 })),
  },
  conforming: { brief: counted(30), long: counted(54) },
  rules: {
    'reaches-the-model': {
      level: 'should',
      sentence: 'A system message that is not the first message is part of the prompt.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages',
      breaks: 'agents that add reminders and summaries in mid-conversation',
      *check({ brief, long }) {
        return yield* notInPrompt(brief, long, LONG.slice(BRIEF.length), 'the late system message')
      },
      violating: [{ long: counted(30) }, { brief: counted(12), long: counted(12) }],
    },
  },
})
