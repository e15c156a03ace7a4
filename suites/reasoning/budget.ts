import { thinkingAnswer } from '../../fixtures/replies/thinking.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { starvedIsCut, thought } from '../../src/checks/reasoning.ts'
import { finishReason } from '../../src/checks/reply.ts'
import { COMPLETION_TOKENS, completionTokens } from '../../src/checks/tokens.ts'
import { answer, chat, inconclusive, measured, suite, wrong } from '../../src/define/index.ts'

/** Too few for thoughts and an answer. */
const BUDGET = 4
const starved = (finish: string | null, completionTokens = BUDGET): ReturnType<typeof answer> =>
  thinkingAnswer({ content: '', finish, completionTokens }, 'The user wants a')

export default suite({
  id: 'reasoning/budget',
  about: `${BUDGET} tokens for a model that thinks first`,
  model: 'thinking',
  steps: { cut: chat({ messages: GREETING, max_tokens: BUDGET }) },
  conforming: { cut: starved('length') },
  rules: {
    'starved-is-length': {
      level: 'should',
      sentence:
        'Where `max_tokens` was spent on thoughts and no content is left, `finish_reason` is `length`, not `stop`.',
      source: 'https://platform.openai.com/docs/guides/reasoning#allocating-space-for-reasoning',
      breaks:
        'an empty answer looks final: LangChain chains go on with nothing, health checks mark the model as down, and no client knows to raise the limit',
      *check({ cut }) {
        const open = yield* starvedIsCut(cut, BUDGET)
        if (open) return open
        return measured(`all ${BUDGET} tokens went into thoughts: leave room for the answer`)
      },
      violating: [{ cut: starved('stop') }, { cut: starved(null) }],
      inconclusive: [
        { cut: answer({ content: 'Hi.', completionTokens: 2 }) },
        { cut: answer({ content: '', completionTokens: 0 }) },
      ],
    },
    'thoughts-are-capped': {
      level: 'should',
      sentence: 'Thoughts count against `max_tokens`, and `completion_tokens` says so.',
      source: 'https://platform.openai.com/docs/guides/reasoning#controlling-costs',
      breaks: 'a limit on costs does not hold, or meters show less than was spent',
      parameter: 'chat.max_tokens',
      *check({ cut }) {
        const count = completionTokens(cut)
        if (count === undefined) return inconclusive('the answer has no usage')
        if (!thought(cut) || finishReason(cut) !== 'length')
          return inconclusive('the answer was not cut while the model was thinking')
        if (count !== BUDGET)
          yield wrong(cut, COMPLETION_TOKENS, 'not the number of tokens at which the thoughts were cut', BUDGET, count)
      },
      violating: [{ cut: starved('length', 0) }, { cut: starved('length', 14) }],
      inconclusive: [{ cut: answer({ content: 'Hi.', completionTokens: 2 }) }, { cut: answer({ usage: null }) }],
    },
  },
})
