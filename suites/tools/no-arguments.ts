import { CLOCK, CLOCK_PATTERN } from '../../fixtures/sent/tools.ts'
import { finishReason, text, TEXT, toolCalls } from '../../src/checks/reply.ts'
import { leakedCall } from '../../src/checks/tool-markup.ts'
import { argumentsOf, brief, CALLS, CUT, withoutCall } from '../../src/checks/tools.ts'
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

const SOURCE = 'https://platform.openai.com/docs/guides/function-calling'
const BODY = { messages: CLOCK_PATTERN, tools: [CLOCK], max_tokens: 32 }
const NOW = toolCall('get_time', '{}')
const asText = { content: '<tool_call>\n{"name": "get_time", "arguments": {}}\n</tool_call>' }

/** The call must be seen as one, and have an object for arguments. */
function* emptyArguments(observation: Observation): Generator<Finding, Inconclusive | void> {
  if (finishReason(observation) === 'length') return inconclusive(CUT)
  if (leakedCall(observation) !== undefined)
    return yield wrong(
      observation,
      TEXT,
      'a call without arguments is left in the text',
      'the call in tool_calls',
      brief(text(observation)),
    )
  if (toolCalls(observation).length === 0) return withoutCall(observation)
  if (toolCalls(observation).some(({ name }) => name !== 'get_time')) return inconclusive('another function was called')
  for (const [i, call] of toolCalls(observation).entries()) {
    if (!argumentsOf(call))
      yield wrong(
        observation,
        `${CALLS}[${i}].function.arguments`,
        'no arguments are `{}`, still the JSON of an object',
        '{}',
        call.arguments,
      )
  }
}

export default suite({
  id: 'tools/no-arguments',
  about: 'a call of a function without parameters',
  model: 'tools',
  steps: { plain: chat(BODY), streamed: streamed(BODY) },
  conforming: { plain: answer({ toolCalls: [NOW] }), streamed: stream({ toolCalls: [NOW] }) },
  rules: {
    plain: {
      level: 'should',
      sentence: 'A call without arguments is reported as one, with the arguments `{}`.',
      source: SOURCE,
      breaks: 'JSON.parse fails on an empty text; tools without parameters cannot be called (Ollama 0.9.1 to 0.9.6)',
      reads: ['plain'],
      *check({ plain }) {
        return yield* emptyArguments(plain)
      },
      violating: [
        { plain: answer({ toolCalls: [toolCall('get_time', '')] }) },
        { plain: answer({ toolCalls: [toolCall('get_time', 'null')] }) },
        { plain: answer(asText) },
        { plain: answer({ toolCalls: [NOW], content: '"\n , "arguments": {}}' }) },
      ],
      inconclusive: [
        { plain: answer() },
        { plain: answer({ toolCalls: [toolCall('get_weather', '{"city":"Rome"}')] }) },
        { plain: answer({ content: '', finish: 'length' }) },
      ],
    },
    streamed: {
      level: 'should',
      sentence: 'The fragments of a call without arguments join to `{}`.',
      source: SOURCE,
      breaks: 'the AI SDK and LangChain parse the joined text when the stream ends',
      reads: ['streamed'],
      *check({ streamed: observed }) {
        return yield* emptyArguments(observed)
      },
      violating: [{ streamed: stream({ toolCalls: [toolCall('get_time', '')] }) }, { streamed: stream(asText) }],
      inconclusive: [{ streamed: stream() }],
    },
  },
})
