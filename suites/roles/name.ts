import { counted } from '../../fixtures/replies/chat.ts'
import { COUNTING, GREETING, user } from '../../fixtures/sent/prompts.ts'
import { countsGrow, FLAT_COUNTS, NO_COUNT, promptTokens, PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import { answer, chat, inconclusive, refusable, suite, ignored } from '../../src/define/index.ts'

export default suite({
  id: 'roles/name',
  about: 'a user message with a `name`',
  model: 'chat',
  steps: {
    unnamed: chat({ messages: GREETING, max_tokens: 1 }),
    longer: chat({ messages: COUNTING, max_tokens: 1 }),
    named: refusable(chat({ messages: [{ ...user('Say hello.'), name: 'alice' }], max_tokens: 1 })),
  },
  conforming: { unnamed: counted(10), longer: counted(80), named: counted(12) },
  answered: 'should',
  rules: {
    'keeps-the-text': {
      level: 'should',
      sentence: 'The text of a message with a `name` is part of the prompt, whether or not the name is.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages',
      breaks: 'multi-user chats and AutoGen-style agent teams name every message',
      *check({ unnamed, longer, named }) {
        const [expected, actual] = [promptTokens(unnamed), promptTokens(named)]
        if (expected === undefined || actual === undefined) return inconclusive(NO_COUNT)
        if (actual < expected)
          yield ignored(
            named,
            PROMPT_TOKENS,
            'the prompt is shorter than without the name',
            `at least ${expected}`,
            actual,
          )
        else if (!countsGrow(unnamed, longer)) return inconclusive(FLAT_COUNTS)
      },
      violating: [{ named: counted(5) }],
      inconclusive: [{ named: answer({ usage: null }) }, { longer: counted(10) }],
    },
  },
})
