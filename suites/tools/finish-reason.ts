import { MADRID } from '../../fixtures/replies/tool.ts'
import { WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { isPlain, isStreamed } from '../../src/checks/pool.ts'
import { finishPath } from '../../src/checks/reply.ts'
import { eachCalling } from '../../src/checks/sent-calls.ts'
import {
  answer,
  chat,
  stream,
  streamed,
  suite,
  wrong,
  type Observation,
  type Test,
  type Traffic,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-finish_reason'
const BREAKS = 'Zed and agent loops keyed on finish_reason drop the call'

/** Calls that nobody forced end with `tool_calls`. Those that were forced by name may end with `stop`. */
const endsWithCalls = (is: Test): Traffic =>
  eachCalling([is, isUnforced], ({ finish }, at, one) =>
    finish === 'tool_calls'
      ? undefined
      : wrong(one, finishPath(at), 'finish_reason does not report the call', 'tool_calls', finish ?? null),
  )
const isUnforced = (one: Observation): boolean => {
  const choice = one.request['tool_choice']
  return choice === undefined || choice === null || choice === 'auto'
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
      traffic: endsWithCalls(isPlain),
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
      traffic: endsWithCalls(isStreamed),
      violating: ['stop', '', null].map((finish) => ({ streamed: stream({ toolCalls: [MADRID], finish }) })),
      inconclusive: [{ streamed: stream() }, { streamed: stream({ toolCalls: [MADRID], finish: 'length' }) }],
    },
  },
})
