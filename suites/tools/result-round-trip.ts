import { MADRID } from '../../fixtures/replies/tool.ts'
import { user } from '../../fixtures/sent/prompts.ts'
import { WEATHER, WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { isObject, toolCalls, usageCount } from '../../src/checks/reply.ts'
import { accepted, given, NO_CALL, promptGrowth } from '../../src/checks/tools.ts'
import {
  after,
  answer,
  anyAnswer,
  chat,
  inconclusive,
  refusal,
  suite,
  ignored,
  type Inconclusive,
  type Json,
  type Observation,
  type Step,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages'
const REFUSED = refusal(400, { message: 'invalid message content type' })
const UNCOUNTED = 'the server counts no prompt tokens'

/** Long enough that its tokens stand out. The order differs, so that a server that counts only what it had not cached counts both. */
const SKY =
  'clear sky over the hills, light wind from the west, rain after nine, fog near the river, snow above the village'
const SKY_PARTS: Json = [
  { type: 'text', text: 'snow above the village, fog near the river, rain after nine, ' },
  { type: 'text', text: 'light wind from the west, clear sky over the hills' },
]

/** The second turn of an agent: the call just as the server made it, and its result. */
const answering =
  (result: Json) =>
  (earlier: Record<string, Observation>): Step | Inconclusive => {
    const call = earlier['call'] && toolCalls(earlier['call'])[0]
    if (!call || !given(call.id) || call.name === '') return inconclusive(NO_CALL)
    const id = String(call.id)
    return anyAnswer(
      chat({
        messages: [
          user('Weather in Madrid?'),
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ id, type: 'function', function: { name: call.name, arguments: call.arguments } }],
          },
          { role: 'tool', tool_call_id: id, content: result },
        ],
        tools: [WEATHER],
        max_tokens: 4,
      }),
    )
  }

/** Whether the tokens of the result are in the prompt: the short result is the control. */
function* reaches(short: Observation, long: Observation, what: string) {
  if (![short, long].every(({ reply }) => isObject(reply?.usage))) return inconclusive(UNCOUNTED)
  const growth = promptGrowth(short, long)
  if (growth === undefined) return inconclusive(UNCOUNTED)
  if (growth < 10)
    yield ignored(
      long,
      '$.messages[2].content',
      `${what} never reached the model: the prompt grew by ${growth} tokens`,
      'some 20 tokens more than with a result of one word',
      usageCount(long, 'prompt_tokens'),
    )
}

export default suite({
  id: 'tools/result-round-trip',
  about: 'the result of a call, sent back under the id that the server gave it',
  model: 'tools',
  steps: {
    call: chat(WEATHER_CALL),
    short: after(4, answering('clear')),
    text: after(4, answering(SKY)),
    parts: after(4, answering(SKY_PARTS)),
  },
  conforming: {
    call: answer({ toolCalls: [MADRID] }),
    short: answer({ promptTokens: 70 }),
    text: answer({ promptTokens: 92 }),
    parts: answer({ promptTokens: 93 }),
  },
  rules: {
    'id-taken-back': {
      level: 'should',
      sentence: "A result sent under the call's own id is accepted.",
      source: 'https://platform.openai.com/docs/guides/function-calling',
      breaks: 'every agent loop stops at its second turn',
      reads: ['call', 'short'],
      *check({ short }) {
        yield* accepted(short, 'a result under the id of the call was refused')
      },
      violating: [{ short: REFUSED }, { short: refusal(500, { message: 'internal error' }) }],
      inconclusive: [{ call: answer() }],
    },
    'takes-parts': {
      level: 'should',
      sentence: 'A result may be a string or a list of text parts.',
      source: SOURCE,
      breaks: 'LangChain.js and MCP bridges send results as text parts',
      reads: ['short', 'parts'],
      *check({ short, parts }) {
        if (short.status !== 200) return inconclusive('a plain string was refused as well')
        yield* accepted(parts, 'a result made of text parts was refused')
      },
      violating: [{ parts: REFUSED }, { parts: refusal(500, { message: 'internal error' }) }],
      inconclusive: [{ short: REFUSED }],
    },
    'text-reaches-model': {
      level: 'should',
      sentence: 'The text of a result becomes part of the prompt.',
      source: 'https://platform.openai.com/docs/guides/function-calling',
      breaks: 'the model answers as if the tool had never run, and agents call it again',
      reads: ['short', 'text'],
      *check({ short, text }) {
        return yield* reaches(short, text, 'the result')
      },
      violating: [{ text: answer({ promptTokens: 70 }) }, { text: answer({ promptTokens: 71 }) }],
      inconclusive: [{ text: answer({ usage: null }) }, { text: REFUSED }],
    },
    'parts-reach-model': {
      level: 'should',
      sentence: 'A result given as text parts becomes part of the prompt like a string.',
      source: SOURCE,
      breaks: 'results of LangChain.js tools are lost without an error',
      reads: ['short', 'text', 'parts'],
      *check({ short, text, parts }) {
        if ((promptGrowth(short, text) ?? 0) < 10) return inconclusive('not even a string is seen to reach the model')
        return yield* reaches(short, parts, 'a result made of text parts')
      },
      violating: [{ parts: answer({ promptTokens: 68 }) }],
      inconclusive: [{ text: answer({ promptTokens: 70 }) }, { parts: answer({ usage: null }) }],
    },
  },
})
