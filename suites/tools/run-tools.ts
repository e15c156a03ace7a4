import { MADRID, messageWith, wireCall } from '../../fixtures/replies/tool.ts'
import { TOLD_CALL } from '../../fixtures/sent/tools.ts'
import { asArray, finishReason, isObject, text, toolCalls, type JsonObject } from '../../src/checks/reply.ts'
import { thrown } from '../../src/checks/sdk.ts'
import { leakedCall } from '../../src/checks/tool-markup.ts'
import { argumentsOf, brief, CUT, NO_CALL } from '../../src/checks/tools.ts'
import {
  answer,
  inconclusive,
  refusal,
  suite,
  TOOL_RESULT,
  viaSdk,
  missing,
  wrong,
  wrongType,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://github.com/openai/openai-node/blob/master/helpers.md#automated-function-calls'
const called = answer({ toolCalls: [MADRID] })
const told = answer({ content: 'It is 21 degrees and sunny in Madrid.' })

/** What the loop added to the conversation. */
const added = ({ sdk }: Observation): JsonObject[] =>
  sdk?.ok && isObject(sdk.value) ? asArray(sdk.value['messages']).filter(isObject) : []
/** Why the loop had nothing to run; undefined where it had. */
function nothingToRun(loop: Observation): string | undefined {
  if (finishReason(loop) === 'length') return CUT
  return toolCalls(loop).length === 0 && leakedCall(loop) === undefined ? NO_CALL : undefined
}

export default suite({
  id: 'tools/run-tools',
  about: 'the tool loop of the official SDK: the model calls, the tool answers, the model goes on',
  model: 'tools',
  steps: { loop: viaSdk('run-tools', TOLD_CALL) },
  conforming: { loop: [called, told] },
  rules: {
    'runs-the-tool': {
      level: 'should',
      sentence: '`runTools` of openai-node finds the call, can parse its arguments, and runs the tool.',
      source: SOURCE,
      breaks: 'every agent on the helper: the loop ends before it began',
      *check({ loop }) {
        const open = nothingToRun(loop)
        if (open !== undefined) return inconclusive(open)
        const results = added(loop).filter(({ role }) => role === 'tool')
        const [call] = toolCalls(loop)
        // What a tool gives back is text of ours; the SDK writes another where it cannot run one.
        if (results.length > 0 && results.every(({ content }) => content === TOOL_RESULT)) return
        if (results.length > 0 && call !== undefined && argumentsOf(call) === undefined)
          return yield wrongType(
            loop,
            '$.choices[0].message.tool_calls[0].function.arguments',
            `the tool was not run: ${brief(results[0]?.['content'])}`,
            'the JSON of an object',
            call.arguments,
          )
        yield missing(
          loop,
          '$.choices[0].message.tool_calls',
          thrown(loop) ?? 'the tool was not run',
          'a call of get_weather',
          brief(results[0]?.['content'] ?? text(loop)),
        )
      },
      violating: [
        {
          loop: [
            messageWith({
              tool_calls: null,
              content: '<tool_call>{"name": "get_weather", "arguments": {"city": "Madrid"}}</tool_call>',
            }),
          ],
        },
        { loop: [messageWith({ tool_calls: [wireCall({}, { name: 'weather' })] }), told] },
        { loop: [messageWith({ tool_calls: [wireCall({}, { arguments: '{"city":' })] }), told] },
        { loop: [messageWith({ tool_calls: [wireCall({ type: null })] })] },
      ],
      inconclusive: [{ loop: [told] }, { loop: [answer({ toolCalls: [MADRID], finish: 'length' }), told] }],
    },
    'goes-on': {
      level: 'should',
      sentence: 'The result the SDK sends back is taken, and the loop ends in a text for its caller.',
      source: SOURCE,
      breaks: 'every agent on the helper: its second turn fails, and the tool ran for nothing',
      *check({ loop }) {
        const open = nothingToRun(loop)
        if (open !== undefined) return inconclusive(open)
        const failed = thrown(loop)
        if (failed !== undefined)
          return yield wrong(
            loop.followUps?.[0] ?? loop,
            'status',
            failed,
            'an answer to the result',
            loop.followUps?.[0]?.status ?? loop.status,
          )
        if (!added(loop).some(({ role }) => role === 'tool')) return inconclusive('the tool was not run')
        const last = isObject(loop.sdk?.ok ? loop.sdk.value : undefined)
          ? (loop.sdk as { value: JsonObject }).value['text']
          : undefined
        if (typeof last === 'string' && last !== '') return
        const next = loop.followUps?.[0]
        if (!next || toolCalls(next).length > 0) return inconclusive('the model called the tool once more')
        if (text(next) === '') return inconclusive('the model said nothing')
        yield missing(next, '$.choices[0].message.content', 'the caller gets no text', text(next), last ?? null)
      },
      violating: [
        { loop: [called, refusal(400, { message: 'invalid message content type: <nil>' })] },
        { loop: [called, refusal(500, { message: 'internal error' })] },
      ],
      inconclusive: [{ loop: [told] }, { loop: [called, called] }, { loop: [called, answer({ content: '' })] }],
    },
  },
})
