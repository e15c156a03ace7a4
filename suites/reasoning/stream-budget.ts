import { thinkingStream } from '../../fixtures/replies/thinking.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { starvedIsCut } from '../../src/checks/reasoning.ts'
import { streamed, suite } from '../../src/define/index.ts'

/** Too few for thoughts and an answer. */
const BUDGET = 4
const starved = (finish: string | null): ReturnType<typeof thinkingStream> =>
  thinkingStream([{ reasoning: 'The user wants a' }], '', { finish, completionTokens: BUDGET })

export default suite({
  id: 'reasoning/stream-budget',
  about: `a stream of ${BUDGET} tokens from a model that thinks first`,
  model: 'thinking',
  steps: { stream: streamed({ messages: GREETING, max_tokens: BUDGET, stream_options: { include_usage: true } }) },
  conforming: { stream: starved('length') },
  rules: {
    'starved-is-length': {
      level: 'should',
      sentence: 'A stream whose `max_tokens` was spent on thoughts ends with finish_reason `length`, not `stop`.',
      source: 'https://platform.openai.com/docs/guides/reasoning#allocating-space-for-reasoning',
      breaks: 'agents that stream take the empty turn for the end of the task',
      parameter: 'chat.max_tokens',
      *check({ stream }) {
        return yield* starvedIsCut(stream, BUDGET)
      },
      violating: [{ stream: starved('stop') }, { stream: starved('tool_calls') }],
      inconclusive: [{ stream: thinkingStream([], 'Hi.', { completionTokens: 2 }) }],
    },
  },
})
