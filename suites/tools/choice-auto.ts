import { MADRID } from '../../fixtures/replies/tool.ts'
import { WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { finishReason, toolCalls } from '../../src/checks/reply.ts'
import { CALLS, CUT, withoutCall } from '../../src/checks/tools.ts'
import { answer, chat, inconclusive, suite, wrong } from '../../src/define/index.ts'

export default suite({
  id: 'tools/choice-auto',
  about: '`tool_choice: "auto"` beside the same request without it',
  model: 'tools',
  steps: { control: chat(WEATHER_CALL), auto: chat({ ...WEATHER_CALL, tool_choice: 'auto' }) },
  conforming: { control: answer({ toolCalls: [MADRID] }), auto: answer({ toolCalls: [MADRID] }) },
  rules: {
    'as-default': {
      level: 'should',
      sentence: 'With tools given, `auto` is the default: naming it changes nothing.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-tool_choice',
      breaks: 'LangChain and the AI SDK send `auto` explicitly; their tools are never called',
      parameter: 'chat.tool_choice',
      *check({ control, auto }) {
        if (toolCalls(control).length === 0) return withoutCall(control)
        if (toolCalls(auto).length > 0) return
        if (finishReason(auto) === 'length') return inconclusive(CUT)
        yield wrong(auto, CALLS, 'with `auto` the call is gone', toolCalls(control)[0]?.name, 'no call')
      },
      violating: [
        {
          auto: answer({
            content: '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Madrid"}}\n</tool_call>',
          }),
        },
        { auto: answer({ content: '' }) },
      ],
      inconclusive: [{ control: answer() }, { auto: answer({ content: '', finish: 'length' }) }],
    },
  },
})
