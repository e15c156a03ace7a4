import { deltaStream, fragmentDelta, MADRID, wireCall } from '../../fixtures/replies/tool.ts'
import { WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { eachStreamedCall } from '../../src/checks/tool-fragments.ts'
import { given } from '../../src/checks/tools.ts'
import { stream, streamed, suite, extra, missing, wrong, wrongOrMissing } from '../../src/define/index.ts'

const SOURCE =
  'https://platform.openai.com/docs/api-reference/chat-streaming/streaming#chat-streaming-streaming-choices-delta-tool_calls'

const opening = wireCall({ index: 0 }, { arguments: '' })
const more = (args: string, fields = {}, fn = {}) =>
  fragmentDelta({ index: 0, ...fields, function: { arguments: args, ...fn } })
const [first, second] = ['{"city":', '"Madrid"}'] as const
/** All in one delta, as Ollama sends it. */
const whole = deltaStream([{ content: '', ...fragmentDelta(wireCall({ index: 0 })) }])
const opensWith = (fields: object, fn: object = {}) =>
  deltaStream([
    fragmentDelta({ ...opening, ...fields, function: { name: MADRID.name, arguments: '', ...fn } }),
    more(first),
    more(second),
  ])
const goesOnWith = (fields: object, fn: object = {}) =>
  deltaStream([fragmentDelta(opening), more(first, fields, fn), more(second, fields, fn)])
const noCall = stream({ content: 'It is sunny.' })

export default suite({
  id: 'tools/stream-fragments',
  about: 'the fragments of a streamed tool call, one by one',
  model: 'tools',
  steps: { streamed: streamed(WEATHER_CALL) },
  conforming: { streamed: stream({ toolCalls: [MADRID] }) },
  rules: {
    index: {
      level: 'should',
      sentence: 'Every fragment has an integer `index`; calls are numbered from 0.',
      source: `${SOURCE}; observed in 1584 of 1584 fragments`,
      breaks:
        'openai-python: "list indices must be integers"; Go clients take 0 and merge calls; Continue, Open WebUI and Zed put calls together by it',
      traffic: eachStreamedCall([], (call, place, observed) => {
        const other = call.find(({ index }) => index !== place)
        return (
          other && wrongOrMissing(observed, `${other.path}.index`, 'not the number of the call', place, other.index)
        )
      }),
      conforming: [{}, { streamed: whole }],
      violating: [
        { streamed: deltaStream([fragmentDelta(wireCall())]) },
        { streamed: deltaStream([fragmentDelta(wireCall({ index: 1 }))]) },
        { streamed: opensWith({ index: null }) },
      ],
      inconclusive: [{ streamed: noCall }],
    },
    'opens-with-id': {
      level: 'should',
      sentence: 'The first fragment of a call carries its id.',
      source: `${SOURCE}; observed in 168 of 168 calls`,
      breaks: 'the Continue CLI drops the call; the result of the call cannot be sent back under its id',
      traffic: eachStreamedCall([], ([{ id, path }], _place, observed) =>
        typeof id === 'string' && id !== ''
          ? undefined
          : missing(observed, `${path}.id`, 'the opening fragment has no id', 'a string', id ?? 'absent'),
      ),
      conforming: [{}, { streamed: whole }],
      violating: [{ streamed: opensWith({ id: null }) }, { streamed: opensWith({ id: '' }) }],
      inconclusive: [{ streamed: noCall }],
    },
    'opens-with-name': {
      level: 'should',
      sentence: 'The first fragment of a call carries the name of the function.',
      source: `${SOURCE}; observed in 168 of 168 calls`,
      breaks: 'AI SDK: "Expected \'function.name\' to be a string"',
      traffic: eachStreamedCall([], ([{ name, path }], _place, observed) =>
        typeof name === 'string' && name !== ''
          ? undefined
          : missing(
              observed,
              `${path}.function.name`,
              'the opening fragment has no name',
              'a string',
              name ?? 'absent',
            ),
      ),
      conforming: [{}, { streamed: whole }],
      violating: [{ streamed: opensWith({}, { name: '' }) }, { streamed: opensWith({}, { name: null }) }],
      inconclusive: [{ streamed: noCall }],
    },
    'opens-with-type': {
      level: 'should',
      sentence: 'The first fragment of a call has the type `function`.',
      source: `${SOURCE}; observed in 168 of 168 calls`,
      breaks: 'the stream helper of openai-node throws "missing type"',
      traffic: eachStreamedCall([], ([{ type, path }], _place, observed) =>
        type === 'function'
          ? undefined
          : (given(type) ? wrong : missing)(
              observed,
              `${path}.type`,
              'the opening fragment has no type',
              'function',
              type ?? 'absent',
            ),
      ),
      conforming: [{}, { streamed: whole }],
      violating: [{ streamed: opensWith({ type: null }) }, { streamed: opensWith({ type: '' }) }],
      inconclusive: [{ streamed: noCall }],
    },
    'name-once': {
      level: 'should',
      sentence: 'Later fragments do not repeat the name.',
      source: `${SOURCE}; observed in 1416 of 1416 fragments`,
      breaks: 'Open WebUI joins the names to "get_weatherget_weather"',
      traffic: eachStreamedCall([], ([, ...later], _place, observed) => {
        const again = later.find(({ name }) => given(name))
        return again && extra(observed, `${again.path}.function.name`, 'the name once more', 'absent', again.name)
      }),
      conforming: [{}, { streamed: whole }],
      violating: [{ streamed: goesOnWith({}, { name: MADRID.name }) }],
      inconclusive: [{ streamed: noCall }],
    },
    'id-and-type-once': {
      level: 'should',
      sentence: 'Later fragments carry neither id nor type, nor an empty name.',
      source: `${SOURCE}; observed in 1416 of 1416 fragments`,
      breaks: 'accumulators that join every string they get; gptel fails on an empty name',
      traffic: eachStreamedCall([], ([, ...later], _place, observed) => {
        const again = later.find(
          ({ id, type, name }) => typeof id === 'string' || typeof type === 'string' || name === '',
        )
        return (
          again &&
          extra(
            observed,
            again.path,
            'id, type or an empty name in a later fragment',
            'index and function.arguments only',
            { id: again.id, type: again.type, name: again.name },
          )
        )
      }),
      conforming: [{}, { streamed: whole }],
      violating: [
        { streamed: goesOnWith({ id: MADRID.id }) },
        { streamed: goesOnWith({ type: 'function' }) },
        { streamed: goesOnWith({}, { name: '' }) },
      ],
      inconclusive: [{ streamed: noCall }],
    },
  },
})
