import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { CAP, capSent } from '../../src/checks/cap.ts'
import { finishReason, text, usageCount } from '../../src/checks/reply.ts'
import { COMPLETION_TOKENS } from '../../src/checks/tokens.ts'
import { answer, chat, inconclusive, refusable, suite, wrong } from '../../src/define/index.ts'

const cut = (completionTokens: number): ReturnType<typeof answer> =>
  answer({ content: '1, 2,', finish: 'length', completionTokens })

export default suite({
  id: 'usage/completion',
  about: `a text cut after ${CAP} tokens`,
  model: 'chat',
  steps: { capped: refusable(chat({ messages: COUNTING, max_tokens: CAP })) },
  conforming: { capped: cut(CAP) },
  rules: {
    'equals-the-cap': {
      level: 'should',
      sentence: 'An answer cut by `max_tokens` reports just that many `completion_tokens`.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage; observed in 32 of 32 answers',
      breaks: 'token meters and tests that count by it',
      *check({ capped }) {
        if (finishReason(capped) !== 'length') return inconclusive('the answer was not reported as cut')
        const count = usageCount(capped, 'completion_tokens')
        if (count === undefined) return inconclusive('the answer has no usage')
        const cap = capSent(capped)
        if (count !== cap)
          yield wrong(capped, COMPLETION_TOKENS, 'not the number of tokens at which it was cut', cap, count)
      },
      violating: [{ capped: cut(0) }, { capped: cut(1) }, { capped: cut(CAP + 1) }],
      inconclusive: [{ capped: answer({ content: 'No.', completionTokens: 2 }) }],
    },
    'counts-the-text': {
      level: 'should',
      sentence: 'An answer with text reports `completion_tokens` above zero.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage',
      breaks: 'billing and rate limits of gateways count nothing',
      *check({ capped }) {
        const count = usageCount(capped, 'completion_tokens')
        if (count === undefined) return inconclusive('the answer has no usage')
        if (text(capped) === '') return inconclusive('the model said nothing')
        if (count <= 0) yield wrong(capped, COMPLETION_TOKENS, 'no tokens for a text', 'above 0', count)
      },
      violating: [{ capped: cut(0) }],
      inconclusive: [{ capped: answer({ content: '', completionTokens: 0 }) }],
    },
  },
})
