import { GREETING } from '../../fixtures/sent/prompts.ts'
import { finishReason, reasoning, text, usageCount } from '../../src/checks/reply.ts'
import { COMPLETION_TOKENS, PROMPT_TOKENS, reasoningTokens } from '../../src/checks/tokens.ts'
import { answer, chat, inconclusive, repeat, suite, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage'
/** The calls of `chat/id`, which are sent once for both. */
const CALLS = 12
const all = (...prompts: number[]) =>
  Array.from({ length: CALLS }, (_, at) =>
    answer({
      content: 'Hello',
      finish: 'length',
      completionTokens: 1,
      promptTokens: prompts[at % prompts.length] ?? 0,
    }),
  )
const counting = (...completions: number[]) =>
  Array.from({ length: CALLS }, (_, at) =>
    answer({ content: 'Hello', finish: 'length', completionTokens: completions[at % completions.length] ?? 0 }),
  )

export default suite({
  id: 'usage/repeated',
  about: 'one small chat call a dozen times',
  model: 'chat',
  steps: { calls: repeat(CALLS, chat({ messages: GREETING, max_tokens: 1 })) },
  conforming: { calls: all(9) },
  rules: {
    'prompt-tokens': {
      level: 'should',
      sentence: 'Equal requests count equal `prompt_tokens`.',
      source: SOURCE,
      breaks: 'context meters jump, and clients that trim their history by the count trim at random',
      *check({ calls }) {
        const counted = calls.flatMap((one) => {
          const count = usageCount(one, 'prompt_tokens')
          return count === undefined ? [] : [{ one, count }]
        })
        const [first, ...others] = counted
        if (!first || others.length === 0) return inconclusive('there are not two answers with usage')
        const other = others.find(({ count }) => count !== first.count)
        if (other)
          yield wrong(
            other.one,
            PROMPT_TOKENS,
            `${new Set(counted.map(({ count }) => count)).size} counts for one prompt`,
            first.count,
            other.count,
          )
      },
      violating: [{ calls: all(9, 1, 1, 1) }, { calls: all(9, 10) }],
      inconclusive: [{ calls: counting(1).map(() => answer({ usage: null })) }],
    },
    'completion-tokens': {
      level: 'should',
      sentence: 'Equal answers to equal requests count equal `completion_tokens`.',
      source: SOURCE,
      breaks: 'cost meters depend on chance',
      *check({ calls }) {
        const counted = calls.flatMap((one) => {
          const count = usageCount(one, 'completion_tokens')
          return count === undefined ? [] : [{ one, count }]
        })
        const alike = Map.groupBy(counted, ({ one }) =>
          JSON.stringify([text(one), finishReason(one), reasoning(one), reasoningTokens(one)]),
        )
        const groups = [...alike.values()].filter((group) => group.length > 1)
        if (groups.length === 0) return inconclusive('no two answers with usage are alike')
        for (const [first, ...others] of groups) {
          const other = others.find(({ count }) => count !== first?.count)
          if (first && other)
            return yield wrong(
              other.one,
              COMPLETION_TOKENS,
              'another count than for the same text before',
              first.count,
              other.count,
            )
        }
      },
      violating: [{ calls: counting(1, 2) }, { calls: counting(1, 0, 0) }],
      inconclusive: [{ calls: counting(1).map((_, at) => answer({ content: `Hello ${at}` })) }],
    },
  },
})
