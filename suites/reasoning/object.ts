import { thinkingAnswer } from '../../fixtures/replies/thinking.ts'
import { THINKING } from '../../fixtures/sent/calls.ts'
import { NO_THOUGHT, thought } from '../../src/checks/reasoning.ts'
import { reasoning } from '../../src/checks/reply.ts'
import { reasoningTokens } from '../../src/checks/tokens.ts'
import { answer, chat, inconclusive, refusable, suite, ignored } from '../../src/define/index.ts'

export default suite({
  id: 'reasoning/object',
  about: 'a chat whose effort stands in `reasoning`, where requests for responses have it',
  model: 'thinking',
  answered: 'may',
  steps: { control: chat(THINKING), off: refusable(chat({ ...THINKING, reasoning: { effort: 'none' } })) },
  conforming: { control: thinkingAnswer(), off: answer() },
  rules: {
    'heeded-or-refused': {
      level: 'may',
      sentence: '`reasoning: {"effort": "none"}` in a chat makes the model answer without thinking, or is refused.',
      source:
        'https://docs.ollama.com/api/openai-compatibility and https://openrouter.ai/docs/use-cases/reasoning-tokens list it; OpenAI does not know it here',
      breaks: 'clients written for OpenRouter: thoughts are waited for and paid for',
      parameter: 'chat.reasoning',
      *check({ control, off }) {
        if (thought(off))
          yield ignored(
            off,
            '$.reasoning',
            `"none" was accepted, and the model thought all the same: ${reasoning(off).slice(0, 80)}`,
            'no thoughts',
            reasoningTokens(off) ?? reasoning(off).length,
          )
        else if (!thought(control)) return inconclusive(NO_THOUGHT)
      },
      violating: [{ off: thinkingAnswer() }],
      inconclusive: [{ control: answer() }],
    },
  },
})
