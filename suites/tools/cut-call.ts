import { MADRID } from '../../fixtures/replies/tool.ts'
import { PAIR_CALL, WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { capSent } from '../../src/checks/cap.ts'
import { finishReason, FINISH, text, toolCalls, usageCount } from '../../src/checks/reply.ts'
import { argumentErrors, brief, withoutCall } from '../../src/checks/tools.ts'
import {
  answer,
  chat,
  inconclusive,
  stream,
  streamed,
  suite,
  toolCall,
  wrong,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-finish_reason'
const BREAKS = 'half a call is run with the arguments that came before the cut'
const TIGHT = { ...WEATHER_CALL, max_tokens: 10 }
/** Enough for the first of two calls, not for both. */
const HALF = { ...PAIR_CALL, max_tokens: 40 }

const half = { toolCalls: [toolCall('get_weather', '{"city":"Mad')], completionTokens: 10 }
const berlin = toolCall('get_weather', '{"city":"Berlin"}', 'call_bC4eF6gH8iJ0kL2mN4oP6qR8')
const INSIDE = 'the model stayed within the limit'

const whole = (observation: Observation): boolean =>
  toolCalls(observation).some((call) => call.name !== '' && argumentErrors(observation, call).length === 0)

const stoppedEarly = (observation: Observation, cap: number): boolean =>
  (usageCount(observation, 'completion_tokens') ?? Infinity) < capSent(observation, cap)

function* cutAt(cap: number, control: Observation, observation: Observation): Generator<Finding, Inconclusive | void> {
  if (toolCalls(control).length === 0) return withoutCall(control)
  if (finishReason(observation) === 'length') return
  if (whole(observation) || stoppedEarly(observation, cap)) return inconclusive(INSIDE)
  const actual = toolCalls(observation)[0]?.arguments ?? text(observation)
  yield wrong(
    observation,
    FINISH,
    `${JSON.stringify(finishReason(observation))} although the limit cut the call at ${brief(actual)}`,
    'length',
    finishReason(observation),
  )
}

export default suite({
  id: 'tools/cut-call',
  about: 'a token limit that cuts a tool call',
  model: 'tools',
  steps: {
    control: chat(WEATHER_CALL),
    plain: chat(TIGHT),
    streamed: streamed(TIGHT),
    both: chat(PAIR_CALL),
    second: chat(HALF),
  },
  conforming: {
    control: answer({ toolCalls: [MADRID] }),
    plain: answer({ ...half, finish: 'length' }),
    streamed: stream({ ...half, finish: 'length' }),
    both: answer({ toolCalls: [MADRID, berlin] }),
    second: answer({ toolCalls: [MADRID], finish: 'length', completionTokens: 40 }),
  },
  rules: {
    plain: {
      level: 'should',
      sentence: 'A call cut by the token limit ends with finish_reason `length`.',
      source: `${SOURCE}; observed in 6 of 6 cut calls`,
      breaks: BREAKS,
      reads: ['control', 'plain'],
      *check({ control, plain }) {
        return yield* cutAt(10, control, plain)
      },
      conforming: [
        {},
        { plain: answer({ content: '', finish: 'length' }) },
        { plain: answer({ content: '<tool_call>{"name": "get', finish: 'length' }) },
      ],
      violating: [
        { plain: answer({ ...half, finish: 'tool_calls' }) },
        { plain: answer({ ...half, finish: 'stop' }) },
        { plain: answer({ toolCalls: [toolCall('get_weather', '{}')], finish: 'tool_calls', completionTokens: 10 }) },
        { plain: answer({ content: '', finish: 'stop', completionTokens: 10 }) },
      ],
      inconclusive: [
        { plain: answer({ toolCalls: [MADRID], completionTokens: 10 }) },
        { control: answer() },
        { plain: answer({ content: 'Sunny.', completionTokens: 3 }) },
      ],
    },
    streamed: {
      level: 'should',
      sentence: 'A streamed call cut by the token limit ends with finish_reason `length`.',
      source: `${SOURCE}; observed in 6 of 6 cut streams`,
      breaks: `${BREAKS}; the AI SDK treats that as a security issue`,
      reads: ['control', 'streamed'],
      *check({ control, streamed: observed }) {
        return yield* cutAt(10, control, observed)
      },
      conforming: [{}, { streamed: stream({ content: '', finish: 'length' }) }],
      violating: [
        { streamed: stream({ ...half, finish: 'tool_calls' }) },
        { streamed: stream({ ...half, finish: 'stop' }) },
      ],
      inconclusive: [{ streamed: stream({ toolCalls: [MADRID] }) }, { control: answer() }],
    },
    'second-call': {
      level: 'should',
      sentence: 'Also where a whole call came before the cut, finish_reason is `length`.',
      source: SOURCE,
      breaks: 'agents run the first call and never learn that there was a second (Ollama up to 0.24)',
      reads: ['both', 'second'],
      *check({ both, second }) {
        if (toolCalls(both).length < 2) return inconclusive('the model made fewer than two calls')
        const complete =
          toolCalls(second).length >= toolCalls(both).length &&
          toolCalls(second).every((call) => argumentErrors(second, call).length === 0)
        if (complete || stoppedEarly(second, HALF.max_tokens)) return inconclusive(INSIDE)
        if (finishReason(second) !== 'length')
          yield wrong(second, FINISH, 'the limit cut the second call', 'length', finishReason(second))
      },
      violating: [
        { second: answer({ toolCalls: [MADRID], completionTokens: 40 }) },
        { second: answer({ toolCalls: [MADRID, { ...berlin, arguments: '{"city":"Ber' }], completionTokens: 40 }) },
        { second: answer({ toolCalls: [MADRID], finish: 'stop', completionTokens: 40 }) },
      ],
      inconclusive: [
        { both: answer({ toolCalls: [MADRID] }) },
        { second: answer({ toolCalls: [MADRID, berlin], completionTokens: 39 }) },
        { second: answer({ toolCalls: [MADRID], completionTokens: 20 }) },
      ],
    },
  },
})
