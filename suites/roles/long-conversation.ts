import { counted } from '../../fixtures/replies/chat.ts'
import { BRIEF, LONG } from '../../fixtures/sent/instructions.ts'
import { assistant, system, user, type Message } from '../../fixtures/sent/prompts.ts'
import { notInPrompt } from '../../src/checks/instruction.ts'
import { answer, chat, countsOnly, suite } from '../../src/define/index.ts'

const WORDS = ['red', 'green', 'blue', 'north', 'south', 'east', 'salt', 'sugar']

/** Eight turns under an instruction, and a ninth question. */
const conversation = (instruction: string): Message[] => [
  system(instruction),
  ...WORDS.flatMap((word) => [user(`Repeat: ${word}`), assistant(word)]),
  user('Repeat: moon'),
]

export default suite({
  id: 'roles/long-conversation',
  about: 'a brief and a long system message before eight turns and a question',
  model: 'chat',
  steps: {
    brief: countsOnly(chat({ messages: conversation(BRIEF), max_tokens: 1 })),
    long: countsOnly(chat({ messages: conversation(LONG), max_tokens: 1 })),
  },
  conforming: { brief: counted(117), long: counted(141) },
  rules: {
    'keeps-the-system-message': {
      level: 'should',
      sentence: 'The system message is part of the prompt of a long conversation too.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages',
      breaks: 'assistants forget their instructions after some turns: servers that keep only the last messages',
      parameter: 'chat.messages',
      *check({ brief, long }) {
        return yield* notInPrompt(brief, long, LONG.slice(BRIEF.length), 'the system message')
      },
      violating: [{ long: counted(117) }, { long: counted(118) }],
      inconclusive: [{ brief: answer({ usage: null }) }, { long: counted(60) }],
    },
  },
})
