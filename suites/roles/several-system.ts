import { answer, chat, suite } from '../../src/define/index.ts'
import { notInPrompt } from '../../src/checks/instruction.ts'
import { LONG, OTHER, under } from '../../fixtures/instructions.ts'
import { system } from '../../fixtures/prompts.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages'
const counted = (promptTokens: number): ReturnType<typeof answer> => answer({ content: 'Hello', finish: 'length', completionTokens: 1, promptTokens })

export default suite({
  id: 'roles/several-system',
  about: 'two system messages in a row',
  model: 'chat',
  steps: {
    first: chat({ messages: under(system(LONG)), max_tokens: 1 }),
    second: chat({ messages: under(system(OTHER)), max_tokens: 1 }),
    both: chat({ messages: under(system(LONG), system(OTHER)), max_tokens: 1 }),
  },
  conforming: { first: counted(41), second: counted(40), both: counted(72) },
  rules: {
    'first-reaches-the-model': {
      level: 'must',
      sentence: 'Of two system messages the first is part of the prompt; merging them is fine.',
      source: SOURCE,
      breaks: 'frameworks that put persona, memory and tool hints into messages of their own',
      *check({ second, both }) { return yield* notInPrompt(second, both, LONG, 'the first system message') },
      violating: [{ both: counted(40) }],
    },
    'second-reaches-the-model': {
      level: 'must',
      sentence: 'Of two system messages the second is part of the prompt; merging them is fine.',
      source: SOURCE,
      breaks: 'frameworks that put persona, memory and tool hints into messages of their own',
      *check({ first, both }) { return yield* notInPrompt(first, both, OTHER, 'the second system message') },
      violating: [{ both: counted(41) }],
    },
  },
})
