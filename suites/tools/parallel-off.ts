import { PAIR_CALL } from '../../fixtures/sent/tools.ts'
import { isChatReply } from '../../src/checks/pool.ts'
import { toolCalls } from '../../src/checks/reply.ts'
import { CALLS, withoutCall } from '../../src/checks/tools.ts'
import { oneByOne, parallelFault, seeking } from '../../src/checks/turns.ts'
import { answer, chat, inconclusive, refusable, suite, toolCall, ignored } from '../../src/define/index.ts'

const pair = ['Madrid', 'Berlin'].map((city, i) =>
  toolCall('get_weather', JSON.stringify({ city }), `call_${i}B3dE5fG7hI9jK1lM3nO5pQ7`),
)
const one = answer({ toolCalls: pair.slice(0, 1) })

export default suite({
  id: 'tools/parallel-off',
  about: '`parallel_tool_calls: false` where the model would make two calls',
  model: 'tools',
  steps: { control: chat(PAIR_CALL), single: refusable(chat({ ...PAIR_CALL, parallel_tool_calls: false })) },
  conforming: { control: answer({ toolCalls: pair }), single: one },
  rules: {
    'at-most-one': {
      level: 'should',
      sentence: 'With `parallel_tool_calls: false` an answer has one call at most.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-parallel_tool_calls',
      breaks: 'agents whose tools must run one after another (PydanticAI, LangGraph) run both, or lose the second',
      parameter: 'chat.parallel_tool_calls',
      *check({ control, single }) {
        const count = toolCalls(single).length
        if (count > 1)
          yield ignored(
            single,
            CALLS,
            '`parallel_tool_calls: false` changed nothing',
            'one call at most',
            `${count} calls`,
          )
        if (toolCalls(control).length < 2)
          return inconclusive('without the parameter the model made fewer than two calls')
        if (count === 0) return withoutCall(single)
      },
      also: seeking([isChatReply, oneByOne], parallelFault),
      violating: [{ single: answer({ toolCalls: pair }) }],
      inconclusive: [{ control: one }, { single: answer() }],
    },
  },
})
