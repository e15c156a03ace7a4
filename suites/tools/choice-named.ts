import { MADRID } from '../../fixtures/replies/tool.ts'
import { CLOCK, WEATHER, WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { isChatReply } from '../../src/checks/pool.ts'
import { finishPath, finishReason, text, toolCalls } from '../../src/checks/reply.ts'
import { eachCalling } from '../../src/checks/sent-calls.ts'
import { chooses } from '../../src/checks/tool-choice.ts'
import { brief, CALLS, CUT } from '../../src/checks/tools.ts'
import { choiceFault, seeking } from '../../src/checks/turns.ts'
import { answer, chat, inconclusive, refusable, suite, toolCall, ignored, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-tool_choice'
const clock = toolCall('get_time', '{}')

export default suite({
  id: 'tools/choice-named',
  about: 'a function named in `tool_choice` where earlier turns all call the other one',
  model: 'tools',
  steps: {
    control: chat(WEATHER_CALL),
    named: refusable(
      chat({
        ...WEATHER_CALL,
        tools: [WEATHER, CLOCK],
        tool_choice: { type: 'function', function: { name: 'get_time' } },
      }),
    ),
  },
  conforming: { control: answer({ toolCalls: [MADRID] }), named: answer({ toolCalls: [clock], finish: 'stop' }) },
  rules: {
    'forces-that-call': {
      level: 'should',
      sentence: 'With a function named in `tool_choice`, that function is called and no other.',
      source: `${SOURCE}; observed in 14 of 14 answers`,
      breaks: "structured output through a named tool (instructor, LangChain) gets another tool's arguments, or prose",
      parameter: 'chat.tool_choice',
      *check({ control, named }) {
        const names = toolCalls(named).map(({ name }) => name)
        const cut = names.length === 0 && finishReason(named) === 'length' && /^\s*($|[<[{`])/.test(text(named))
        if (cut) return inconclusive(CUT)
        if (names.length === 0 || names.some((name) => name !== 'get_time'))
          yield ignored(
            named,
            CALLS,
            'the named function was not called',
            'get_time',
            names.length > 0 ? names : brief(text(named)),
          )
        else if (toolCalls(control)[0]?.name !== 'get_weather')
          return inconclusive('without the parameter the model did not call the other function')
      },
      also: seeking([isChatReply, chooses('named')], choiceFault),
      conforming: [{}, { named: answer({ toolCalls: [clock] }) }],
      violating: [
        { named: answer({ toolCalls: [MADRID] }) },
        { named: answer({ content: 'It is sunny in Madrid.' }) },
        { named: answer({ toolCalls: [toolCall('get_time', '{}'), MADRID] }) },
      ],
      inconclusive: [{ control: answer() }, { named: answer({ content: '', finish: 'length' }) }],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'A call forced by name ends with finish_reason `stop` or `tool_calls`.',
      source: `${SOURCE}; observed: stop in 12 of 14 answers, tool_calls in 2`,
      breaks: 'clients with a closed set of reasons (OpenAI .NET, Zed)',
      parameter: 'chat.tool_choice',
      traffic: eachCalling([chooses('named')], ({ finish }, at, one) =>
        finish === 'stop' || finish === 'tool_calls'
          ? undefined
          : wrong(one, finishPath(at), 'neither of the two', ['stop', 'tool_calls'], finish ?? null),
      ),
      conforming: [{}, { named: answer({ toolCalls: [clock] }) }],
      violating: [null, '', 'function_call'].map((finish) => ({ named: answer({ toolCalls: [clock], finish }) })),
      inconclusive: [{ named: answer() }, { named: answer({ toolCalls: [clock], finish: 'length' }) }],
    },
  },
})
