import { WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { finishReason, toolCalls } from '../../src/checks/reply.ts'
import { argumentsOf, CALLS, NO_CALL } from '../../src/checks/tools.ts'
import { after, answer, chat, inconclusive, suite, toolCall, wrong, type Observation } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'
const WHOLE = { toolCalls: [toolCall('get_weather', '{"city":"Madrid"}')] }
const cut = (finish: string) => answer({ toolCalls: [toolCall('get_weather', '{"city":"M')], finish })

/** The end of a word in the arguments, so that the cut falls inside a JSON string. */
const stopIn = (control: Observation | undefined): string | undefined => {
  const call = control && toolCalls(control)[0]
  const word = Object.values((call && argumentsOf(call)) ?? {}).find(
    (value) => typeof value === 'string' && value.length > 3,
  )
  return typeof word === 'string' ? word.slice(1) : undefined
}

export default suite({
  id: 'stop/tool-arguments',
  about: 'a `stop` string that occurs inside the arguments of a tool call',
  model: 'tools',
  answered: 'should',
  steps: {
    control: chat(WEATHER_CALL),
    stopped: after(WEATHER_CALL.max_tokens, ({ control }) => {
      const stop = stopIn(control)
      return stop === undefined ? inconclusive(NO_CALL) : chat({ ...WEATHER_CALL, stop })
    }),
  },
  conforming: { control: answer(WHOLE), stopped: answer(WHOLE) },
  rules: {
    'no-half-call': {
      level: 'may',
      sentence: 'The call is left whole, or it is cut and the answer does not end with finish_reason `tool_calls`.',
      source: `${SOURCE}; whether stop strings reach into arguments is not documented, so either is right`,
      breaks: 'agents that run a call as soon as `tool_calls` says it is complete: they run half of one',
      parameter: 'chat.stop',
      *check({ stopped }) {
        const half = toolCalls(stopped).findIndex((call) => argumentsOf(call) === undefined)
        if (half < 0 || finishReason(stopped) !== 'tool_calls') return
        yield wrong(
          stopped,
          `${CALLS}[${half}].function.arguments`,
          'the arguments are cut, and finish_reason says that the call is complete',
          'whole arguments, or finish_reason "stop"',
          toolCalls(stopped)[half]?.arguments,
        )
      },
      violating: [
        { stopped: cut('tool_calls') },
        { stopped: answer({ toolCalls: [toolCall('get_weather', '')], finish: 'tool_calls' }) },
      ],
      conforming: [
        {},
        { stopped: cut('stop') },
        { stopped: answer({ content: '' }) },
        { stopped: answer({ content: '{"name": "get_weather", "arguments": {"city": "M' }) },
      ],
      inconclusive: [{ control: answer({ content: 'Sunny.' }) }],
    },
  },
})
