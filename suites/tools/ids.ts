import { deltaStream, fragmentDelta, wireCall } from '../../fixtures/replies/tool.ts'
import { WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { toolCalls } from '../../src/checks/reply.ts'
import { isChatStream } from '../../src/checks/stream.ts'
import { fragmentedCalls, fragments } from '../../src/checks/tool-fragments.ts'
import { CALLS, given, NO_CALL } from '../../src/checks/tools.ts'
import {
  answer,
  chat,
  inconclusive,
  stream,
  streamed,
  suite,
  toolCall,
  eachAnswer,
  missing,
  wrong,
} from '../../src/define/index.ts'

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
      level: 'should',
      sentence: 'Every call of every stream opens with an id.',
      source:
        'https://platform.openai.com/docs/api-reference/chat-streaming/streaming#chat-streaming-streaming-choices-delta-tool_calls; observed in all streams with calls',
      breaks:
        'LangChain.js loses the call; the Agents SDK ends the run with "Tool invocation is missing a non-empty call ID"',
      traffic: eachAnswer(NO_CALL, [isChatStream, (one) => fragments(one).length > 0], (one) => {
        const mute = fragmentedCalls(fragments(one)).find(([{ id }]) => !given(id))
        return (
          mute && missing(one, `${mute[0].path}.id`, 'a call opens without an id', 'a string', mute[0].id ?? 'absent')
        )
      }),
      violating: [
        {
          streamed: deltaStream([fragmentDelta(wireCall({ index: 0 })), fragmentDelta(wireCall({ index: 1, id: '' }))]),
        },
        { streamed: deltaStream([fragmentDelta(wireCall({ index: 0, id: null }))]) },
      ],
      inconclusive: [{ streamed: stream() }],
    },
    'differ-between-answers': {
      level: 'should',
      sentence: 'Two answers never give their calls the same id.',
      source: 'https://platform.openai.com/docs/guides/function-calling',
      breaks:
        'agents that keep calls by id over several turns take the second for a repetition (llama_index, AI SDK interfaces)',
      *check(_observed, pool) {
        const ids = pool.flatMap((one) => toolCalls(one).flatMap(({ id }, i) => (given(id) ? [{ one, id, i }] : [])))
        if (ids.length < 2) return inconclusive(NO_CALL)
        const owners = new Map(ids.toReversed().map(({ one, id }) => [id, one.exchange.key]))
        for (const { one, id, i } of ids.filter(({ one: { exchange }, id: its }) => owners.get(its) !== exchange.key)) {
          yield wrong(one, `${CALLS}[${i}].id`, 'another answer gave this id to its call', 'an id of its own', id)
        }
      },
      violating: [
        { plain: answer({ toolCalls: [call('call_0')] }), streamed: stream({ toolCalls: [call('call_0')] }) },
        { plain: answer({ toolCalls: [call('get_weather')] }), streamed: stream({ toolCalls: [call('get_weather')] }) },
      ],
      inconclusive: [{ plain: answer(), streamed: stream() }],
    },
  },
})
