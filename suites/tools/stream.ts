import { deltaStream, fragmentDelta, MADRID, wireCall } from '../../fixtures/replies/tool.ts'
import { WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { chunkChoices, finishReason, numberedChunks, text, toolCalls } from '../../src/checks/reply.ts'
import { endsCalls } from '../../src/checks/sent-calls.ts'
import { isWholeStream } from '../../src/checks/stream.ts'
import { eachStreamedCall, fragmentedCalls, fragments, joined } from '../../src/checks/tool-fragments.ts'
import { argumentsOf, brief, CUT, given, structure, withoutCall } from '../../src/checks/tools.ts'
import {
  answer,
  chat,
  inconclusive,
  stream,
  streamed,
  streamWith,
  suite,
  misplaced,
  missing,
  wrong,
} from '../../src/define/index.ts'

const SOURCE =
  'https://platform.openai.com/docs/api-reference/chat-streaming/streaming#chat-streaming-streaming-choices-delta-tool_calls'

const opening = wireCall({ index: 0 }, { arguments: '' })
const more = (args: string) => fragmentDelta({ index: 0, function: { arguments: args } })
const [first, second] = ['{"city":', '"Madrid"}'] as const
/** All in one delta, as Ollama sends it. */
const whole = deltaStream([{ content: '', ...fragmentDelta(wireCall({ index: 0 })) }])
const noCall = stream({ content: 'It is sunny.' })

export default suite({
  id: 'tools/stream',
  about: 'a tool call as a stream, beside the same call plain',
  model: 'tools',
  steps: { plain: chat(WEATHER_CALL), streamed: streamed(WEATHER_CALL) },
  conforming: { plain: answer({ toolCalls: [MADRID] }), streamed: stream({ toolCalls: [MADRID] }) },
  rules: {
    'call-arrives': {
      level: 'should',
      sentence: 'A call that comes in the plain answer also comes in the stream.',
      source: SOURCE,
      breaks: 'streaming agents get text or nothing and never run the tool (Quarkus and BaseAI switched streaming off)',
      parameter: 'chat.tools',
      *check({ plain, streamed: observed }) {
        const call = toolCalls(plain)[0]
        if (!call) return withoutCall(plain)
        if (fragments(observed).length > 0) return
        if (finishReason(observed) === 'length') return inconclusive(CUT)
        // Prose in its place would be another choice of the model's; nothing, or the call as text, is the server's.
        if (text(observed) !== '' && !text(observed).includes(call.name))
          return inconclusive('in the stream the model answered in prose')
        yield missing(
          observed,
          'events[].choices[0].delta.tool_calls',
          'the stream has no tool call',
          call.name,
          brief(text(observed)),
        )
      },
      conforming: [{}, { streamed: whole }],
      violating: [
        {
          streamed: stream({
            content: '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Madrid"}}\n</tool_call>',
          }),
        },
        { streamed: stream({ content: '' }) },
      ],
      inconclusive: [{ plain: answer() }, { streamed: noCall }],
    },
    'before-finish': {
      level: 'should',
      sentence: 'All fragments come before the chunk that carries finish_reason.',
      source: `${SOURCE}; observed in 144 of 144 streams`,
      breaks: 'Zed and others emit the calls when they see finish_reason',
      traffic: eachStreamedCall([], (call, _place, observed) => {
        const end = numberedChunks(observed).find(({ chunk }) =>
          chunkChoices(chunk).some((choice) => choice['index'] === 0 && given(choice['finish_reason'])),
        )
        const late = call.find(({ event }) => end && event > end.at)
        return (
          late &&
          misplaced(
            observed,
            late.path,
            'a fragment after the finish chunk',
            `before events[${end?.at}]`,
            `events[${late.event}]`,
          )
        )
      }),
      violating: [
        {
          streamed: streamWith({ toolCalls: [MADRID] }, (chunks) => [
            chunks[0] ?? null,
            chunks.at(-1) ?? null,
            ...chunks.slice(1, -1),
          ]),
        },
      ],
      inconclusive: [{ streamed: noCall }],
    },
    'arguments-join': {
      level: 'should',
      sentence: 'The fragments of the arguments, joined, are a JSON object.',
      source: `${SOURCE}; observed in 162 of 162 calls that no token limit cut`,
      breaks: 'every streaming client: the tool cannot be run',
      traffic: eachStreamedCall([isWholeStream, endsCalls], (call, _place, observed) =>
        argumentsOf({ arguments: joined(call) })
          ? undefined
          : wrong(
              observed,
              `${call[0].path}.function.arguments`,
              'the joined text is not the JSON of an object',
              'a JSON object',
              brief(joined(call)),
            ),
      ),
      conforming: [{}, { streamed: whole }],
      violating: [
        { streamed: deltaStream([fragmentDelta(opening), more(first), more(first + second)]) },
        { streamed: deltaStream([fragmentDelta(wireCall({ index: 0 }, { arguments: { city: 'Madrid' } }))]) },
        { streamed: deltaStream([fragmentDelta(opening), more(first)]) },
      ],
      inconclusive: [{ streamed: noCall }, { streamed: deltaStream([fragmentDelta(opening), more(first)], 'length') }],
    },
    'same-as-plain': {
      level: 'should',
      sentence: 'The joined arguments have the same fields as those of the plain call.',
      source: SOURCE,
      breaks: 'a tool that works without streaming fails with it',
      *check({ plain, streamed: observed }) {
        const [one, other] = [toolCalls(plain)[0], fragmentedCalls(fragments(observed))[0]]
        if (!one || !other) return withoutCall(one ? observed : plain)
        const [expected, actual] = [argumentsOf(one), argumentsOf({ arguments: joined(other) })]
        if (!expected || !actual) return inconclusive('one of the calls has no readable arguments')
        if (structure(expected) !== structure(actual))
          yield wrong(
            observed,
            `${other[0].path}.function.arguments`,
            'other fields than in the plain call',
            structure(expected),
            structure(actual),
          )
      },
      conforming: [{}, { streamed: whole }],
      violating: [
        { streamed: deltaStream([fragmentDelta(opening), more('{"get_weather":{"city":'), more('"Madrid"}}')]) },
        { streamed: deltaStream([fragmentDelta(wireCall({ index: 0 }, { arguments: '{}' }))]) },
      ],
      inconclusive: [{ plain: answer() }, { streamed: noCall }],
    },
    'in-pieces': {
      level: 'may',
      sentence: 'The arguments come in pieces as they are generated, not whole at the end.',
      source: `${SOURCE}; observed in 168 of 168 calls, which open with empty arguments`,
      breaks: 'nobody; an interface that shows a long argument as it is written stands still until the end',
      traffic: eachStreamedCall([], (call, _place, observed) =>
        joined(call).length < 8 || call.filter((piece) => given(piece.arguments)).length > 1
          ? undefined
          : wrong(
              observed,
              `${call[0].path}.function.arguments`,
              'all of the arguments in one fragment',
              'several fragments',
              brief(joined(call)),
            ),
      ),
      violating: [{ streamed: whole }],
      inconclusive: [{ streamed: noCall }],
    },
  },
})
