import { deltaStream, fragmentDelta, MADRID, messageWith, wireCall } from '../../fixtures/replies/tool.ts'
import { WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { asArray, finishReason, isObject, type JsonObject } from '../../src/checks/reply.ts'
import { leakedCall } from '../../src/checks/tool-markup.ts'
import { argumentsOf, brief, CALLS, CUT, functionOf, withoutCall } from '../../src/checks/tools.ts'
import {
  answer,
  inconclusive,
  refusal,
  stream,
  suite,
  viaSdk,
  missing,
  wrong,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const BREAKS = 'every program on the official SDK, and the libraries built on it'

const firstOf = (value: unknown, key: string): JsonObject => {
  const first = isObject(value) ? asArray(value[key])[0] : undefined
  return isObject(first) ? first : {}
}

/** What a caller of the SDK reads: the first call of the first message. */
function* callerGets(observation: Observation): Generator<Finding, Inconclusive | void> {
  const { sdk } = observation
  if (!sdk) return inconclusive('not sent through the SDK')
  if (finishReason(observation) === 'length') return inconclusive(CUT)
  if (!sdk.ok)
    return yield wrong(
      observation,
      'sdk',
      `the SDK throws ${sdk.error.name}: ${sdk.error.message}`,
      'a chat completion',
      sdk.error.name,
    )
  const choice = firstOf(sdk.value, 'choices')
  const call = firstOf(choice['message'], 'tool_calls')
  const sent = observation.reply?.choices[0]?.toolCalls.length ?? 0
  if (!('function' in call)) {
    if (sent === 0 && leakedCall(observation) === undefined) return withoutCall(observation)
    return yield missing(observation, CALLS, 'the SDK finds no call in the answer', 'a call', brief(choice['message']))
  }
  const { name, arguments: args } = functionOf(call)
  if (name !== 'get_weather')
    yield wrong(observation, `${CALLS}[0].function.name`, 'the caller gets another name', 'get_weather', name)
  if (typeof args !== 'string' || !argumentsOf({ arguments: args }))
    yield wrong(
      observation,
      `${CALLS}[0].function.arguments`,
      'the caller cannot parse the arguments',
      'a JSON object as text',
      brief(args),
    )
  if (typeof call['id'] !== 'string' || call['id'] === '')
    yield missing(observation, `${CALLS}[0].id`, 'the caller has no id to answer', 'a string', call['id'] ?? 'absent')
}

export default suite({
  id: 'tools/sdk',
  about: 'a tool call through the official SDK, plain and with its stream helper',
  model: 'tools',
  steps: { create: viaSdk('create', WEATHER_CALL), helper: viaSdk('stream-helper', { ...WEATHER_CALL, stream: true }) },
  conforming: { create: answer({ toolCalls: [MADRID] }), helper: stream({ toolCalls: [MADRID] }) },
  rules: {
    create: {
      level: 'should',
      sentence: 'A caller of `chat.completions.create` gets the call with its id, name and arguments.',
      source: 'https://github.com/openai/openai-node',
      breaks: BREAKS,
      reads: ['create'],
      *check({ create }) {
        return yield* callerGets(create)
      },
      violating: [
        { create: messageWith({ tool_calls: [wireCall({}, { arguments: { city: 'Madrid' } })] }) },
        { create: messageWith({ tool_calls: [wireCall({ id: null })] }) },
        {
          create: messageWith({
            tool_calls: null,
            content: '<tool_call>{"name": "get_weather", "arguments": {"city": "Madrid"}}</tool_call>',
          }),
        },
      ],
      inconclusive: [{ create: answer() }, { create: refusal(500) }],
    },
    'stream-helper': {
      level: 'should',
      sentence: 'The stream helper of the SDK puts the call together without an error.',
      source: 'https://github.com/openai/openai-node/blob/master/helpers.md',
      breaks: BREAKS,
      reads: ['helper'],
      *check({ helper }) {
        return yield* callerGets(helper)
      },
      conforming: [{}, { helper: deltaStream([{ content: '', ...fragmentDelta(wireCall({ index: 0 })) }]) }],
      violating: [
        { helper: deltaStream([fragmentDelta(wireCall())]) },
        { helper: deltaStream([fragmentDelta(wireCall({ index: 0, type: null }))]) },
        { helper: deltaStream([fragmentDelta(wireCall({ index: 0 }, { name: null }))]) },
        { helper: deltaStream([fragmentDelta(wireCall({ index: 0 }))], null) },
      ],
      inconclusive: [{ helper: stream() }, { helper: stream({ toolCalls: [MADRID], finish: 'length' }) }],
    },
  },
})
