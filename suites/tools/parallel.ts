import { deltaStream, fragmentDelta, wireCall } from '../../fixtures/replies/tool.ts'
import { PAIR_CALL } from '../../fixtures/sent/tools.ts'
import { finishReason, toolCalls } from '../../src/checks/reply.ts'
import { fragmentedCalls, fragments } from '../../src/checks/tool-fragments.ts'
import { argumentsOf, brief, CALLS, CUT } from '../../src/checks/tools.ts'
import { answer, chat, inconclusive, stream, streamed, suite, toolCall, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/function-calling#parallel-function-calling'
const ONE = 'the model made fewer than two calls'

const ids = ['call_aB3dE5fG7hI9jK1lM3nO5pQ7', 'call_bC4eF6gH8iJ0kL2mN4oP6qR8']
const pair = ['Madrid', 'Berlin'].map((city, i) => toolCall('get_weather', JSON.stringify({ city }), ids[i]))
const [madrid, berlin] = pair.map(({ id, arguments: args }) => ({ id, args }))
const whole = (call: typeof madrid, index?: number) =>
  wireCall({ id: call?.id ?? '', ...(index === undefined ? {} : { index }) }, { arguments: call?.args ?? '' })
const single = pair.slice(0, 1)

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
      reads: ['plain'],
      *check({ plain }) {
        const all = toolCalls(plain).map(({ id }) => id)
        if (all.length < 2) return inconclusive(ONE)
        if (new Set(all).size < all.length)
          yield wrong(plain, `${CALLS}[].id`, 'calls share an id', `${all.length} different ids`, all)
      },
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
      breaks: 'the AI SDK skips the second call or joins both arguments: no parallel call works (Ollama 0.20.2)',
      reads: ['streamed'],
      *check({ streamed: observed }) {
        const calls = fragmentedCalls(fragments(observed))
        if (calls.length < 2) return inconclusive(ONE)
        const indexes = calls.map(([{ index }]) => index)
        if (indexes.some((index, i) => index !== i))
          yield wrong(
            observed,
            `${calls[1]?.[0].path}.index`,
            'the calls cannot be told apart by their index',
            calls.map((_, i) => i),
            indexes.map((index) => index ?? 'absent'),
          )
      },
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
      reads: ['streamed'],
      *check({ streamed: observed }) {
        const all = toolCalls(observed).map(({ id }) => id)
        if (all.length < 2) return inconclusive(ONE)
        if (new Set(all).size < all.length)
          yield wrong(
            observed,
            'events[].choices[0].delta.tool_calls[].id',
            'calls share an id',
            `${all.length} different ids`,
            all,
          )
      },
      violating: [{ streamed: stream({ toolCalls: pair.map((call) => ({ ...call, id: 'call_1' })) }) }],
      inconclusive: [{ streamed: stream({ toolCalls: single }) }],
    },
    'stream-arguments': {
      level: 'should',
      sentence: 'Arguments joined by `index`, as clients join them, parse for every call.',
      source:
        'https://platform.openai.com/docs/api-reference/chat-streaming/streaming; observed in 162 of 162 calls that no token limit cut',
      breaks: 'accumulators end up with `{"city":"Madrid"}{"city":"Berlin"}`',
      reads: ['streamed'],
      *check({ streamed: observed }) {
        if (finishReason(observed) === 'length') return inconclusive(CUT)
        if (fragmentedCalls(fragments(observed)).length < 2) return inconclusive(ONE)
        for (const [i, call] of toolCalls(observed).entries()) {
          if (!argumentsOf(call))
            yield wrong(
              observed,
              `${CALLS}[${i}].function.arguments`,
              'the joined arguments are not the JSON of one object',
              'a JSON object',
              brief(call.arguments),
            )
        }
      },
      violating: [{ streamed: deltaStream([fragmentDelta(whole(madrid, 0)), fragmentDelta(whole(berlin, 0))]) }],
      inconclusive: [
        { streamed: stream({ toolCalls: single }) },
        { streamed: stream({ toolCalls: pair, finish: 'length' }) },
      ],
    },
  },
})
