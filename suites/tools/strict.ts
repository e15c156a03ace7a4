import { MADRID } from '../../fixtures/replies/tool.ts'
import { CITY_SCHEMA, MISNAMED_PATTERN, WEATHER } from '../../fixtures/sent/tools.ts'
import { isChatReply } from '../../src/checks/pool.ts'
import { finishReason, toolCalls } from '../../src/checks/reply.ts'
import { argumentErrors, brief, CALLS, CUT, withoutCall } from '../../src/checks/tools.ts'
import { isStrict, seeking, strictFault } from '../../src/checks/turns.ts'
import { answer, chat, inconclusive, refusable, suite, toolCall, ignored } from '../../src/define/index.ts'

const STRICT = {
  type: 'function',
  function: { name: 'get_weather', description: 'Current weather of a city', parameters: CITY_SCHEMA, strict: true },
}
const misnamed = answer({ toolCalls: [toolCall('get_weather', '{"place":"Madrid"}')] })

export default suite({
  id: 'tools/strict',
  about: '`strict: true` where earlier calls break the schema',
  model: 'tools',
  steps: {
    control: chat({ messages: MISNAMED_PATTERN, tools: [WEATHER], max_tokens: 40 }),
    strict: refusable(chat({ messages: MISNAMED_PATTERN, tools: [STRICT], max_tokens: 40 })),
  },
  conforming: { control: misnamed, strict: answer({ toolCalls: [MADRID] }) },
  rules: {
    'arguments-conform': {
      level: 'should',
      sentence: 'With `strict: true` the arguments conform to the schema, whatever the model would rather write.',
      source: 'https://platform.openai.com/docs/guides/function-calling#strict-mode',
      breaks: 'code that reads the arguments without checking them',
      parameter: 'chat.tools.strict',
      *check({ control, strict }) {
        const call = toolCalls(strict)[0]
        if (!call) return withoutCall(strict)
        if (finishReason(strict) === 'length') return inconclusive(CUT)
        const [error] = argumentErrors(strict, call)
        if (error)
          yield ignored(
            strict,
            `${CALLS}[0].function.arguments`,
            `in spite of \`strict\`: ${error}`,
            '{"city": …}',
            brief(call.arguments),
          )
        const free = toolCalls(control)[0]
        if (!free || argumentErrors(control, free).length === 0)
          return inconclusive('without `strict` the model kept to the schema as well')
      },
      also: seeking([isChatReply, isStrict], strictFault),
      violating: [
        { strict: misnamed },
        { strict: answer({ toolCalls: [toolCall('get_weather', '{"city":"Madrid","place":"Madrid"}')] }) },
      ],
      inconclusive: [
        { control: answer({ toolCalls: [MADRID] }) },
        { strict: answer() },
        { strict: answer({ toolCalls: [toolCall('get_weather', '{"ci')], finish: 'length' }) },
      ],
    },
  },
})
