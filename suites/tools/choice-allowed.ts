import { MADRID } from '../../fixtures/replies/tool.ts'
import { CLOCK, WEATHER, WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { isChatReply } from '../../src/checks/pool.ts'
import { toolCalls } from '../../src/checks/reply.ts'
import { chooses } from '../../src/checks/tool-choice.ts'
import { choiceFault, seeking, turnsOf } from '../../src/checks/turns.ts'
import { answer, chat, inconclusive, refusable, suite, toolCall } from '../../src/define/index.ts'

const ONLY_CLOCK = {
  type: 'allowed_tools',
  allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'get_time' } }] },
}
const clock = toolCall('get_time', '{}')

export default suite({
  id: 'tools/choice-allowed',
  about: 'one of two functions allowed by `tool_choice`, where earlier turns all call the other one',
  model: 'tools',
  answered: 'should',
  steps: {
    control: chat(WEATHER_CALL),
    allowed: refusable(chat({ ...WEATHER_CALL, tools: [WEATHER, CLOCK], tool_choice: ONLY_CLOCK })),
  },
  conforming: { control: answer({ toolCalls: [MADRID] }), allowed: answer({ toolCalls: [clock] }) },
  rules: {
    'only-those': {
      level: 'should',
      sentence: 'With `allowed_tools`, only a function of that list is called, or the request is refused.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-tool_choice',
      breaks: 'agents that keep the list of tools constant for the cache, and allow some of them a turn',
      parameter: 'chat.tool_choice',
      *check({ control, allowed }) {
        const [turn] = turnsOf(allowed)
        const fault = turn && choiceFault(turn, allowed)
        if (fault) return yield fault
        if (turn?.calls.length === 0) return inconclusive('the answer did not come to its end')
        if (toolCalls(control)[0]?.name !== 'get_weather')
          return inconclusive('without the parameter the model did not call the other function')
      },
      also: seeking([isChatReply, chooses('allowed')], choiceFault),
      violating: [
        { allowed: answer({ toolCalls: [MADRID] }) },
        { allowed: answer({ content: 'It is sunny in Madrid.' }) },
        { allowed: answer({ toolCalls: [clock, MADRID] }) },
      ],
      inconclusive: [{ control: answer() }, { allowed: answer({ content: '', finish: 'length' }) }],
    },
  },
})
