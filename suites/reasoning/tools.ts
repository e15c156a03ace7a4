import { counted } from '../../fixtures/replies/chat.ts'
import { THOUGHT, thinkingAnswer, thinkingStream } from '../../fixtures/replies/thinking.ts'
import { deltaStream, MADRID } from '../../fixtures/replies/tool.ts'
import { user, type Message } from '../../fixtures/sent/prompts.ts'
import { calledTurn, WEATHER, WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { isStreamed, isWholeReply } from '../../src/checks/pool.ts'
import { NO_THOUGHT, reasoningKeys, thinkingOrder } from '../../src/checks/reasoning.ts'
import { reasoning, toolCalls } from '../../src/checks/reply.ts'
import {
  COMPLETION_TOKENS,
  completionTokens,
  leastTokens,
  NO_COUNT,
  PROMPT_TOKENS,
  promptTokens,
} from '../../src/checks/tokens.ts'
import { NO_CALL } from '../../src/checks/tools.ts'
import {
  answer,
  chat,
  eachAnswer,
  extra,
  inconclusive,
  missing,
  refusable,
  streamed,
  suite,
  wrong,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const OPENROUTER = 'https://openrouter.ai/docs/use-cases/reasoning-tokens'
/** Room for thoughts, and for a call after them. */
const ASKED = { ...WEATHER_CALL, max_tokens: 88 }
/** Long, so that the tokens of the calls stand out. */
const PLACE = 'upon the river, north of the old bridge, past the mill'
/** Without the calls of the history, the prompt would be shorter by more. */
const LOST = 6

const turn = (city: string, id: string, more: { [key: string]: Json }): Message[] =>
  calledTurn('', [
    { id, name: 'get_weather', arguments: JSON.stringify({ city: `${city} ${PLACE}` }), result: '{"sky":"clear"}' },
  ])
    .slice(1)
    .map((message) => (message['role'] === 'assistant' ? { ...message, ...more } : message))

/** The third step of an agent that thought before each of its two calls. */
const thirdStep = (more: { [key: string]: Json } = {}): { messages: Message[]; tools: Json; max_tokens: number } => ({
  messages: [
    user('Weather in Paris and in Rome?'),
    ...turn('Paris', 'call_thought000000000000001', more),
    ...turn('Rome', 'call_thought000000000000002', more),
  ],
  tools: [WEATHER],
  max_tokens: 1,
})

const thoughtAndCalled = (one: Observation): boolean => reasoning(one).trim() !== '' && toolCalls(one).length > 0

/** The stream thought as long as the plain answer, as far as tokens tell. */
const thoughtAsLong = (plain: Observation, stream: Observation): boolean =>
  (completionTokens(stream) ?? Infinity) >= (completionTokens(plain) ?? 0) - leastTokens(reasoning(plain))

const called = thinkingAnswer({ toolCalls: [MADRID], completionTokens: 34 })
const call: Json = [
  { index: 0, id: MADRID.id, type: 'function', function: { name: MADRID.name, arguments: MADRID.arguments } },
]
const calling = (...deltas: { [key: string]: Json }[]): ReturnType<typeof deltaStream> => deltaStream(deltas)
const usual = calling({ reasoning: THOUGHT }, { tool_calls: call })
const uncalled = { plain: thinkingAnswer(), stream: thinkingStream([{ reasoning: THOUGHT }]) }

const replayed = (key: 'reasoning' | 'reasoning_content') => ({
  level: 'should' as const,
  sentence: `Assistant turns with calls and \`${key}\` are taken back, and their calls stay in the prompt.`,
  source: 'https://api-docs.deepseek.com/guides/thinking_mode#tool-calls; clients send back what they received',
  breaks: 'agents whose model thinks between its calls forget what they called, and call it again',
  reads: ['control', key] as const,
  *check(observed: Record<'control' | 'reasoning' | 'reasoning_content', Observation>) {
    const [without, having] = [promptTokens(observed.control), promptTokens(observed[key])]
    if (without === undefined || having === undefined) return inconclusive(NO_COUNT)
    if (having < without - LOST)
      yield wrong(
        observed[key],
        PROMPT_TOKENS,
        'with their thoughts, the turns lost what they called',
        `at least ${without - LOST}`,
        having,
      )
  },
  conforming: [{}, { [key]: counted(120) }],
  violating: [{ [key]: counted(64) }],
  inconclusive: [{ control: answer({ usage: null }) }],
})

export default suite({
  id: 'reasoning/tools',
  about: 'a tool for a model that thinks first, plain and streamed, and its turns sent back with their thoughts',
  model: 'thinking',
  steps: {
    // Not every model that thinks takes tools.
    plain: refusable(chat(ASKED)),
    stream: refusable(streamed({ ...ASKED, stream_options: { include_usage: true } })),
    control: refusable(chat(thirdStep())),
    reasoning: refusable(chat(thirdStep({ reasoning: THOUGHT }))),
    reasoning_content: refusable(chat(thirdStep({ reasoning_content: THOUGHT }))),
  },
  conforming: {
    plain: called,
    stream: usual,
    control: counted(90),
    reasoning: counted(90),
    reasoning_content: counted(90),
  },
  rules: {
    'one-at-a-time': {
      level: 'should',
      sentence: 'A chunk has thoughts or a tool call, not both.',
      source: `${OPENROUTER}; seen in Ollama up to 0.15`,
      breaks: 'clients that look at one key a chunk lose the other',
      traffic: eachAnswer(
        'no stream has both thoughts and a call',
        [isWholeReply, isStreamed, thoughtAndCalled],
        (one) => {
          const both = thinkingOrder(one).find(({ thinks, calls }) => thinks && calls)
          return (
            both &&
            extra(one, `events[${both.at}].choices[0].delta`, 'thoughts and a call in one chunk', 'one of them', 'both')
          )
        },
      ),
      violating: [{ stream: calling({ reasoning: THOUGHT, tool_calls: call }) }],
      inconclusive: [uncalled, { stream: calling({ tool_calls: call }) }],
    },
    'same-key': {
      level: 'should',
      sentence: 'A stream with a tool call shows thoughts as the plain answer does, under the same key.',
      source: OPENROUTER,
      breaks: 'agents that stream cannot send the thoughts back, which DeepSeek demands of every turn with calls',
      reads: ['plain', 'stream'],
      *check({ plain, stream }) {
        const [key] = reasoningKeys(plain)
        if (key === undefined) return inconclusive(NO_THOUGHT)
        if ([plain, stream].some((one) => toolCalls(one).length === 0)) return inconclusive(NO_CALL)
        const keys = reasoningKeys(stream)
        if (keys.includes(key)) return
        if (keys.length === 0 && !thoughtAsLong(plain, stream))
          return inconclusive('the model thought in one of the answers only')
        yield missing(
          stream,
          `events[].choices[0].delta.${key}`,
          `the plain answer has thoughts of ${reasoning(plain).length} characters under \`${key}\``,
          key,
          keys,
        )
      },
      violating: [
        { stream: calling({ tool_calls: call }) },
        { stream: calling({ reasoning_content: THOUGHT }, { tool_calls: call }) },
      ],
      inconclusive: [
        uncalled,
        { plain: answer({ toolCalls: [MADRID] }) },
        { stream: thinkingStream([{ tool_calls: call }], '', { completionTokens: 20 }) },
      ],
    },
    'tokens-counted': {
      level: 'should',
      sentence: '`completion_tokens` of an answer with tool calls counts its thoughts as well.',
      source: 'https://platform.openai.com/docs/guides/reasoning#managing-the-context-window',
      breaks: 'budgets and cost meters of agents miss the larger part of what was generated',
      traffic: eachAnswer(
        'no answer has thoughts, a call and a count',
        [isWholeReply, thoughtAndCalled, (one) => completionTokens(one) !== undefined],
        (one) => {
          const [count = 0, least] = [completionTokens(one), leastTokens(reasoning(one)) + toolCalls(one).length]
          return count >= least
            ? undefined
            : wrong(one, COMPLETION_TOKENS, 'fewer tokens than thoughts and calls can have', `at least ${least}`, count)
        },
      ),
      violating: [{ plain: thinkingAnswer({ toolCalls: [MADRID], completionTokens: 2 }) }],
      inconclusive: [uncalled],
    },
    'replay-reasoning': replayed('reasoning'),
    'replay-reasoning-content': replayed('reasoning_content'),
  },
})
