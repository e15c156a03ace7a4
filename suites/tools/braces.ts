import { BRACES_PATTERN, RUN } from '../../fixtures/sent/tools.ts'
import { finishReason, text, TEXT, toolCalls } from '../../src/checks/reply.ts'
import { leakedCall } from '../../src/checks/tool-markup.ts'
import { argumentsOf, brief, CALLS, CUT, lostCall } from '../../src/checks/tools.ts'
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
const BREAKS = 'coding agents: whole classes of code cannot be passed to a tool (Ollama 0.8.0 to 0.30.11)'
const BODY = { messages: BRACES_PATTERN, tools: [RUN], max_tokens: 48 }
const run = toolCall('run_code', '{"code":"if (x) { y }} z"}')
const asText = { content: '<tool_call>\n{"name": "run_code", "arguments": {"code": "if (x) { y }} z"}}\n</tool_call>' }
const cutShort = { toolCalls: [toolCall('run_code', '{"code":"if (x) { y }')] }

function* survives(observation: Observation): Generator<Finding, Inconclusive | void> {
  if (finishReason(observation) === 'length') return inconclusive(CUT)
  if (leakedCall(observation) !== undefined)
    return yield wrong(
      observation,
      TEXT,
      'braces in a string hid the call from the server',
      'the call in tool_calls',
      brief(text(observation)),
    )
  const call = toolCalls(observation)[0]
  if (!call) return yield* lostCall(observation)
  const args = argumentsOf(call)
  if (!args)
    return yield wrong(
      observation,
      `${CALLS}[0].function.arguments`,
      'the arguments end at a brace inside a string',
      'a JSON object',
      brief(call.arguments),
    )
  if (!/}[^{]*}/.test(String(args['code']))) return inconclusive('the model wrote no unbalanced braces')
}

/** What the model wrote is counted, and nothing of it came (Ollama 0.9.2). */
const LOST = { content: '', completionTokens: 30 }

export default suite({
  id: 'tools/braces',
  about: 'a call whose arguments hold braces that do not balance',
  model: 'tools',
  steps: { plain: chat(BODY), streamed: streamed(BODY) },
  conforming: { plain: answer({ toolCalls: [run] }), streamed: stream({ toolCalls: [run] }) },
  rules: {
    plain: {
      level: 'should',
      sentence: 'Braces inside a string argument do not end the call.',
      source: SOURCE,
      breaks: BREAKS,
      reads: ['plain'],
      *check({ plain }) {
        return yield* survives(plain)
      },
      violating: [{ plain: answer(asText) }, { plain: answer(cutShort) }, { plain: answer(LOST) }],
      inconclusive: [
        { plain: answer() },
        { plain: answer({ ...cutShort, finish: 'length' }) },
        { plain: answer({ toolCalls: [toolCall('run_code', '{"code":"x"}')] }) },
      ],
    },
    streamed: {
      level: 'should',
      sentence: 'Braces inside a string argument do not end a streamed call.',
      source: SOURCE,
      breaks: BREAKS,
      reads: ['streamed'],
      *check({ streamed: observed }) {
        return yield* survives(observed)
      },
      violating: [{ streamed: stream(asText) }, { streamed: stream(cutShort) }],
      inconclusive: [{ streamed: stream() }],
    },
  },
})
