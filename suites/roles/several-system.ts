import { counted } from '../../fixtures/replies/chat.ts'
import { LONG, OTHER, under } from '../../fixtures/sent/instructions.ts'
import { system } from '../../fixtures/sent/prompts.ts'
import { notInPrompt } from '../../src/checks/instruction.ts'
import { promptTokens } from '../../src/checks/tokens.ts'
import { answer, chat, countsOnly, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages'

export default suite({
  id: 'roles/several-system',
  about: 'two system messages in a row',
  model: 'chat',
  steps: {
    first: countsOnly(chat({ messages: under(system(LONG)), max_tokens: 1 })),
    second: countsOnly(chat({ messages: under(system(OTHER)), max_tokens: 1 })),
    both: countsOnly(chat({ messages: under(system(LONG), system(OTHER)), max_tokens: 1 })),
  },
  conforming: { first: counted(41), second: counted(40), both: counted(72) },
  rules: {
    'all-reach-the-model': {
      level: 'should',
      sentence: 'Each of two system messages is part of the prompt; merging them is fine.',
      source: SOURCE,
      breaks: 'frameworks that put persona, memory and tool hints into messages of their own',
      *check({ first, second, both }) {
        const firstIsLonger = (promptTokens(first) ?? 0) >= (promptTokens(second) ?? 0)
        // Whichever of the two is lost, the shorter one alone is not more than what is left.
        return yield* firstIsLonger
          ? notInPrompt(second, both, LONG, 'one of the two')
          : notInPrompt(first, both, OTHER, 'one of the two')
      },
      violating: [{ both: counted(41) }, { both: counted(40) }, { first: counted(38), both: counted(38) }],
      inconclusive: [{ both: answer({ usage: null }) }, { both: counted(9) }],
    },
  },
})
