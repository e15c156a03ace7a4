import { MADRID } from '../../fixtures/replies/tool.ts'
import { functionTool, WEATHER, WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { hasRequest } from '../../src/checks/pool.ts'
import { finishReason, toolCalls } from '../../src/checks/reply.ts'
import { argumentErrors, CALLS, CUT, declared, NO_CALL, withoutCall, lostCall } from '../../src/checks/tools.ts'
import { answer, chat, inconclusive, suite, toolCall, eachAnswer, wrong } from '../../src/define/index.ts'

/** Its name is the beginning of the other's, so a parser that looks for the first name it knows takes the wrong one. */
const GET = functionTool('get', 'Gets an item by key', {
  type: 'object',
  properties: { key: { type: 'string' } },
  required: ['key'],
  additionalProperties: false,
})
const SOURCE = 'https://platform.openai.com/docs/guides/function-calling'

/** What the model wrote is counted, and nothing of it came (Ollama 0.9.2). */
const LOST = { content: '', completionTokens: 30 }

export default suite({
  id: 'tools/names',
  about: 'two tools, `get` and `get_weather`, where earlier turns call the second',
  model: 'tools',
  steps: { control: chat(WEATHER_CALL), similar: chat({ ...WEATHER_CALL, tools: [GET, WEATHER] }) },
  conforming: { control: answer({ toolCalls: [MADRID] }), similar: answer({ toolCalls: [MADRID] }) },
  rules: {
    'not-shortened': {
      level: 'should',
      sentence: "A call is not reported under another function's name that its own begins with.",
      source: SOURCE,
      breaks: 'the wrong tool runs, with arguments it does not know (Ollama 0.9.1 to 0.9.6)',
      *check({ control, similar }) {
        if (toolCalls(control).length === 0) return withoutCall(control)
        const [call] = toolCalls(similar)
        if (!call) return yield* lostCall(similar)
        if (finishReason(similar) === 'length') return inconclusive(CUT)
        if (call.name === 'get_weather') return
        // Only the arguments tell a name cut short from a tool the model preferred.
        const meant =
          argumentErrors(similar, { ...call, name: 'get_weather' }).length === 0 &&
          argumentErrors(similar, call).length > 0
        if (!meant) return inconclusive('the model called the other tool')
        yield wrong(
          similar,
          `${CALLS}[0].function.name`,
          'the arguments are those of get_weather, the name is not',
          'get_weather',
          call.name,
        )
      },
      violating: [
        { similar: answer({ toolCalls: [toolCall('get', '{"city":"Madrid"}')] }) },
        { similar: answer(LOST) },
      ],
      inconclusive: [
        { control: answer() },
        { similar: answer() },
        { control: answer(LOST) },
        { similar: answer({ toolCalls: [toolCall('get', '{"key":"Madrid"}')] }) },
      ],
    },
    declared: {
      level: 'should',
      sentence: 'No answer of the run calls a function that its request does not declare.',
      source: SOURCE,
      breaks:
        'agent loops stop with "unknown tool"; text that only looks like a call becomes one (Ollama before 0.9.1)',
      traffic: eachAnswer(
        NO_CALL,
        [hasRequest, (one) => toolCalls(one).some(({ type }) => type !== 'custom')],
        (one) => {
          const names = [...declared(one).keys()]
          return toolCalls(one).flatMap(({ name, type }, i) =>
            type === 'custom' || names.includes(name)
              ? []
              : [wrong(one, `${CALLS}[${i}].function.name`, 'the request declares no such function', names, name)],
          )
        },
      ),
      violating: [
        { similar: answer({ toolCalls: [toolCall('find_city', '{}')] }) },
        { control: answer({ toolCalls: [toolCall('', '{}')] }) },
      ],
      inconclusive: [{ control: answer(), similar: answer() }],
    },
  },
})
