import { MADRID } from '../../fixtures/replies/tool.ts'
import { WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { finishReason, FINISH, toolCalls } from '../../src/checks/reply.ts'
import { CUT, withoutCall } from '../../src/checks/tools.ts'
import {
  answer,
  chat,
  inconclusive,
  stream,
  streamed,
  suite,
  wrong,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-finish_reason'
const BREAKS = 'Zed and agent loops keyed on finish_reason drop the call'

function* endsWithCalls(observation: Observation): Generator<Finding, Inconclusive | void> {
  if (toolCalls(observation).length === 0) return withoutCall(observation)
  const finish = finishReason(observation)
  if (finish === 'length') return inconclusive(CUT)
  if (finish !== 'tool_calls')
    yield wrong(observation, FINISH, 'finish_reason does not report the call', 'tool_calls', finish)
}

export default suite({
  id: 'tools/finish-reason',
  about: 'a tool call that nobody forced, plain and as a stream',
  model: 'tools',
  steps: { plain: chat(WEATHER_CALL), streamed: streamed(WEATHER_CALL) },
  conforming: { plain: answer({ toolCalls: [MADRID] }), streamed: stream({ toolCalls: [MADRID] }) },
  rules: {
    plain: {
      level: 'should',
      sentence: 'A plain answer with calls has finish_reason `tool_calls`.',
      source: `${SOURCE}; observed in 295 of 295 answers`,
      breaks: BREAKS,
      reads: ['plain'],
      *check({ plain }) {
        return yield* endsWithCalls(plain)
      },
      violating: ['stop', '', null, 'function_call'].map((finish) => ({
        plain: answer({ toolCalls: [MADRID], finish }),
      })),
      inconclusive: [{ plain: answer() }, { plain: answer({ toolCalls: [MADRID], finish: 'length' }) }],
    },
    streamed: {
      level: 'should',
      sentence: 'A stream with calls ends with finish_reason `tool_calls`.',
      source: `${SOURCE}; observed in 137 of 137 streams without a forced call`,
      breaks: BREAKS,
      reads: ['streamed'],
      *check({ streamed: observed }) {
        return yield* endsWithCalls(observed)
      },
      violating: ['stop', '', null].map((finish) => ({ streamed: stream({ toolCalls: [MADRID], finish }) })),
      inconclusive: [{ streamed: stream() }, { streamed: stream({ toolCalls: [MADRID], finish: 'length' }) }],
    },
  },
})
