import { deltaStream, fragmentDelta, wireCall } from '../../fixtures/replies/tool.ts'
import { PAIR_CALL } from '../../fixtures/sent/tools.ts'
import { isChatReply, isPlain } from '../../src/checks/pool.ts'
import { finishReason, toolCalls } from '../../src/checks/reply.ts'
import { endsCalls } from '../../src/checks/sent-calls.ts'
import { isChatStream, isWholeStream } from '../../src/checks/stream.ts'
import { fragmentedCalls, fragments } from '../../src/checks/tool-fragments.ts'
import { argumentsOf, brief, CALLS, CUT } from '../../src/checks/tools.ts'
import {
  answer,
  chat,
  eachAnswer,
  inconclusive,
  stream,
  streamed,
  suite,
  toolCall,
  wrong,
  type Finding,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/function-calling#parallel-function-calling'
const ONE = 'the model made fewer than two calls'

const ids = ['call_aB3dE5fG7hI9jK1lM3nO5pQ7', 'call_bC4eF6gH8iJ0kL2mN4oP6qR8']
const pair = ['Madrid', 'Berlin'].map((city, i) => toolCall('get_weather', JSON.stringify({ city }), ids[i]))
const [madrid, berlin] = pair.map(({ id, arguments: args }) => ({ id, args }))
const whole = (call: typeof madrid, index?: number) =>
  wireCall({ id: call?.id ?? '', ...(index === undefined ? {} : { index }) }, { arguments: call?.args ?? '' })
const single = pair.slice(0, 1)

const several = (one: Observation): boolean => toolCalls(one).length > 1
const severalStreamed = (one: Observation): boolean => fragmentedCalls(fragments(one)).length > 1

function sharedId(one: Observation, path: string): Finding | undefined {
  const all = toolCalls(one).map(({ id }) => id)
  return new Set(all).size < all.length
    ? wrong(one, path, 'calls share an id', `${all.length} different ids`, all)
    : undefined
}

export default suite({
  id: 'tools/parallel',
  about: 'a question that takes two calls, after turns that made two calls each',
  model: 'tools',
  steps: { plain: chat(PAIR_CALL), streamed: streamed(PAIR_CALL) },
  conforming: { plain: answer({ toolCalls: pair }), streamed: stream({ toolCalls: pair }) },
  rules: {
    'distinct-ids': {
      level: 'should',
      sentence: 'The calls of one answer have ids of their own.',
      source: SOURCE,
      breaks: 'the second result overwrites the first; llama_index drops a call with a known id',
      traffic: eachAnswer(ONE, [isChatReply, isPlain, several], (one) => sharedId(one, `${CALLS}[].id`)),
      violating: [{ plain: answer({ toolCalls: pair.map((call) => ({ ...call, id: 'call_1' })) }) }],
      inconclusive: [{ plain: answer({ toolCalls: single }) }, { plain: answer() }],
    },
    'distinct-arguments': {
      level: 'should',
      sentence: 'Each call has arguments of its own that parse.',
      source: `${SOURCE}; observed in 44 of 44 answers with several calls`,
      breaks: 'LiteLLM passed `{"a":1}{"b":2}` on and got a 500 one turn later',
      reads: ['plain'],
      *check({ plain }) {
        if (finishReason(plain) === 'length') return inconclusive(CUT)
        for (const [i, call] of toolCalls(plain).entries()) {
          if (!argumentsOf(call))
            yield wrong(
              plain,
              `${CALLS}[${i}].function.arguments`,
              'not the JSON of one object',
              'a JSON object',
              brief(call.arguments),
            )
        }
        if (toolCalls(plain).length < 2) return inconclusive(ONE)
      },
      violating: [
        { plain: answer({ toolCalls: [toolCall('get_weather', pair.map(({ arguments: args }) => args).join(''))] }) },
        {
          plain: answer({
            toolCalls: [toolCall('get_weather', `[${pair.map(({ arguments: args }) => args).join()}]`)],
          }),
        },
      ],
      inconclusive: [
        { plain: answer({ toolCalls: single }) },
        { plain: answer({ toolCalls: pair, finish: 'length' }) },
      ],
    },
    'stream-indexes': {
      level: 'should',
      sentence: 'Streamed calls are told apart by `index`: 0, 1, and so on.',
      source:
        'https://platform.openai.com/docs/api-reference/chat-streaming/streaming; observed in all streams with several calls',
      breaks: 'clients that put calls together by `index` skip the second call or join the arguments of both',
      traffic: eachAnswer(ONE, [isChatStream, severalStreamed], (one) => {
        const calls = fragmentedCalls(fragments(one))
        const indexes = calls.map(([{ index }]) => index)
        return indexes.every((index, i) => index === i)
          ? undefined
          : wrong(
              one,
              `${calls[1]?.[0].path}.index`,
              'the calls cannot be told apart by their index',
              calls.map((_, i) => i),
              indexes.map((index) => index ?? 'absent'),
            )
      }),
      conforming: [
        {},
        { streamed: deltaStream([fragmentDelta(whole(madrid, 0)), fragmentDelta(whole(berlin, 1))]) },
        { streamed: deltaStream([fragmentDelta(whole(madrid, 0), whole(berlin, 1))]) },
      ],
      violating: [
        { streamed: deltaStream([fragmentDelta(whole(madrid, 0)), fragmentDelta(whole(berlin, 0))]) },
        { streamed: deltaStream([fragmentDelta(whole(madrid), whole(berlin))]) },
        { streamed: deltaStream([fragmentDelta(whole(madrid, 1)), fragmentDelta(whole(berlin, 2))]) },
      ],
      inconclusive: [{ streamed: stream({ toolCalls: single }) }, { streamed: stream() }],
    },
    'stream-distinct-ids': {
      level: 'should',
      sentence: 'Streamed calls have ids of their own.',
      source: SOURCE,
      breaks: 'the second result overwrites the first',
      traffic: eachAnswer(ONE, [isChatStream, several], (one) =>
        sharedId(one, 'events[].choices[0].delta.tool_calls[].id'),
      ),
      violating: [{ streamed: stream({ toolCalls: pair.map((call) => ({ ...call, id: 'call_1' })) }) }],
      inconclusive: [{ streamed: stream({ toolCalls: single }) }],
    },
    'stream-arguments': {
      level: 'should',
      sentence: 'Arguments joined by `index`, as clients join them, parse for every call.',
      source:
        'https://platform.openai.com/docs/api-reference/chat-streaming/streaming; observed in 162 of 162 calls that no token limit cut',
      breaks: 'accumulators end up with `{"city":"Madrid"}{"city":"Berlin"}`',
      traffic: eachAnswer(ONE, [isWholeStream, endsCalls, severalStreamed], (one) =>
        toolCalls(one).flatMap((call, i) =>
          call.type === 'custom' || argumentsOf(call)
            ? []
            : wrong(
                one,
                `${CALLS}[${i}].function.arguments`,
                'the joined arguments are not the JSON of one object',
                'a JSON object',
                brief(call.arguments),
              ),
        ),
      ),
      violating: [{ streamed: deltaStream([fragmentDelta(whole(madrid, 0)), fragmentDelta(whole(berlin, 0))]) }],
      inconclusive: [
        { streamed: stream({ toolCalls: single }) },
        { streamed: stream({ toolCalls: pair, finish: 'length' }) },
      ],
    },
  },
})
