import { answer, chat, finding, inconclusive, stream, streamed, suite, toolCall } from '../../src/define/index.ts'
import { toolCalls } from '../../src/checks/reply.ts'
import { chatStreams, eachStream } from '../../src/checks/stream.ts'
import { fragmentedCalls, fragments } from '../../src/checks/tool-fragments.ts'
import { CALLS, given, NO_CALL } from '../../src/checks/tools.ts'
import { deltaStream, fragmentDelta, wireCall } from '../../fixtures/replies/tool.ts'
import { WEATHER_CALL } from '../../fixtures/sent/tools.ts'

const call = (id: string) => toolCall('get_weather', '{"city":"Madrid"}', id)

export default suite({
  id: 'tools/ids',
  about: 'the same tool call asked for plain and as a stream',
  model: 'tools',
  steps: { plain: chat(WEATHER_CALL), streamed: streamed(WEATHER_CALL) },
  conforming: {
    plain: answer({ toolCalls: [call('call_aB3dE5fG7hI9jK1lM3nO5pQ7')] }),
    streamed: stream({ toolCalls: [call('call_zY2xW4vU6tS8rQ0pO2nM4lK6')] }),
  },
  rules: {
    'opens-every-call': {
      level: 'must',
      sentence: 'Every call of every stream opens with an id.',
      source: 'https://platform.openai.com/docs/api-reference/chat-streaming/streaming#chat-streaming-streaming-choices-delta-tool_calls; observed in all streams with calls',
      breaks: 'AI SDK: "Expected \'id\' to be a string"; the result of a second call cannot be sent back',
      reads: [],
      check: function* (_observed, pool) {
        const calling = chatStreams(pool).filter((one) => fragments(one).length > 0)
        if (calling.length === 0) return inconclusive(NO_CALL)
        yield* eachStream(calling, (one) => {
          const mute = fragmentedCalls(fragments(one)).find(([{ id }]) => !given(id))
          return mute && { kind: 'missing', path: `${mute[0].path}.id`, message: 'a call opens without an id', expected: 'a string', actual: mute[0].id ?? 'absent' }
        })
      },
      violating: [
        { streamed: deltaStream([fragmentDelta(wireCall({ index: 0 })), fragmentDelta(wireCall({ index: 1, id: '' }))]) },
        { streamed: deltaStream([fragmentDelta(wireCall({ index: 0, id: null }))]) },
      ],
      inconclusive: [{ streamed: stream() }],
    },
    'differ-between-answers': {
      level: 'should',
      sentence: 'Two answers never give their calls the same id.',
      source: 'https://platform.openai.com/docs/guides/function-calling',
      breaks: 'agents that keep calls by id over several turns take the second for a repetition (llama_index, AI SDK interfaces)',
      reads: [],
      *check(_observed, pool) {
        const owners = new Map<unknown, string>()
        let seen = 0
        for (const observation of pool) {
          for (const [i, { id }] of toolCalls(observation).entries()) {
            if (!given(id)) continue
            seen += 1
            const owner = owners.get(id) ?? observation.exchange.key
            owners.set(id, owner)
            if (owner !== observation.exchange.key) yield finding(observation, { kind: 'wrong-value', path: `${CALLS}[${i}].id`, message: 'another answer gave this id to its call', expected: 'an id of its own', actual: id })
          }
        }
        if (seen < 2) return inconclusive(NO_CALL)
      },
      violating: [
        { plain: answer({ toolCalls: [call('call_0')] }), streamed: stream({ toolCalls: [call('call_0')] }) },
        { plain: answer({ toolCalls: [call('get_weather')] }), streamed: stream({ toolCalls: [call('get_weather')] }) },
      ],
      inconclusive: [{ plain: answer(), streamed: stream() }],
    },
  },
})
