import { user } from '../../fixtures/sent/prompts.ts'
import { WEATHER } from '../../fixtures/sent/tools.ts'
import { usageCount } from '../../src/checks/reply.ts'
import { leastTokens, PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import { accepted, promptGrowth } from '../../src/checks/tools.ts'
import {
  answer,
  anyAnswer,
  chat,
  countsOnly,
  inconclusive,
  refusal,
  suite,
  ignored,
  type Json,
  type Step,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages'
const REFUSED = refusal(400, { message: 'invalid message content type: <nil>' })

/** Each variant asks about a place of its own, so that none is answered from the cache of another. Long, so that its tokens stand out. */
const PLACE = 'upon the river, north of the old bridge, past the mill and the station, by the market'

const replay = (town: string, message: { [key: string]: Json }, place = PLACE): Step =>
  countsOnly(
    anyAnswer(
      chat({
        messages: [
          user(`${town}: weather?`),
          {
            role: 'assistant',
            ...message,
            tool_calls: [
              {
                id: 'call_replay0000000000000001',
                type: 'function',
                function: { name: 'get_weather', arguments: JSON.stringify({ city: `${town} ${place}` }) },
              },
            ],
          },
          { role: 'tool', tool_call_id: 'call_replay0000000000000001', content: 'clear' },
        ],
        tools: [WEATHER],
        max_tokens: 4,
      }),
    ),
  )

export default suite({
  id: 'tools/assistant-replay',
  about: 'an assistant turn that only called a tool, replayed with its content null, empty or left out',
  model: 'tools',
  steps: {
    brief: replay('Lisbon', { content: null }, ''),
    null: replay('Paris', { content: null }),
    empty: replay('London', { content: '' }),
    absent: replay('Berlin', {}),
  },
  conforming: {
    brief: answer({ promptTokens: 70 }),
    null: answer({ promptTokens: 90 }),
    empty: answer({ promptTokens: 91 }),
    absent: answer({ promptTokens: 90 }),
  },
  rules: {
    'takes-null': {
      level: 'should',
      sentence: 'An assistant turn with calls may have `content: null`.',
      source: `${SOURCE}; accepted in 58 of 58 recorded requests`,
      breaks: 'it is what OpenAI sends, so every client that replays the turn; PydanticAI stops with a 400',
      reads: ['null'],
      *check(observed) {
        yield* accepted(observed['null'], '`content: null` beside calls was refused')
      },
      violating: [{ null: REFUSED }, { null: refusal(500, { message: 'internal error' }) }],
    },
    'takes-empty': {
      level: 'should',
      sentence: 'An assistant turn with calls may have `content: ""`.',
      source: `${SOURCE}; accepted in 7 of 7 recorded requests`,
      breaks: 'clients that keep content a string, and replay what Ollama itself sent',
      reads: ['empty'],
      *check({ empty }) {
        yield* accepted(empty, '`content: ""` beside calls was refused')
      },
      violating: [{ empty: REFUSED }],
    },
    'takes-absent': {
      level: 'should',
      sentence: 'An assistant turn with calls may leave `content` out.',
      source: `${SOURCE}; accepted in 26 of 26 recorded requests`,
      breaks: 'clients that drop null fields when they serialise (Go, Java, .NET)',
      reads: ['absent'],
      *check({ absent }) {
        yield* accepted(absent, 'an assistant turn with calls and without `content` was refused')
      },
      violating: [{ absent: REFUSED }],
    },
    'keeps-calls': {
      level: 'should',
      sentence: 'The calls of a replayed turn reach the model whether content is null, empty or absent.',
      source: 'https://platform.openai.com/docs/guides/function-calling',
      breaks:
        'the model sees a result without its call, and calls again (Ollama before 0.11.4 dropped calls beside any string)',
      *check(observed) {
        const { brief, empty, absent } = observed
        const growths = [empty, absent].map((other) => promptGrowth(other, observed['null']))
        if (growths.some((growth) => growth === undefined)) return inconclusive('the server counts no prompt tokens')
        for (const [i, growth = 0] of growths.entries()) {
          const [other, name] = i === 0 ? [empty, 'empty'] : [absent, 'absent']
          if (growth > 12)
            yield ignored(
              other,
              '$.messages[1].tool_calls',
              `with ${name} content the prompt lacks ${growth} tokens: the calls were dropped`,
              'about as many prompt tokens as with null',
              `${growth} fewer`,
            )
        }
        if ((promptGrowth(brief, observed['null']) ?? 0) < leastTokens(PLACE))
          return inconclusive('the calls are not seen in the prompt in any form')
      },
      violating: [{ empty: answer({ promptTokens: 58 }) }, { absent: answer({ promptTokens: 60 }) }],
      inconclusive: [{ empty: answer({ usage: null }) }, { empty: REFUSED }, { brief: answer({ promptTokens: 90 }) }],
    },
    'calls-reach-model': {
      level: 'should',
      sentence: 'The arguments of an earlier call are part of the prompt.',
      source: 'https://platform.openai.com/docs/guides/function-calling',
      breaks:
        'the model sees results and not what they are results of: agents repeat their calls, or mix up which is which',
      reads: ['brief', 'null'],
      *check(observed) {
        const [growth, least] = [promptGrowth(observed.brief, observed['null']), leastTokens(PLACE)]
        if (growth === undefined) return inconclusive('the server counts no prompt tokens')
        if (growth < least)
          yield ignored(
            observed['null'],
            PROMPT_TOKENS,
            `long arguments make the prompt ${growth} tokens longer`,
            `at least ${least} more than with short ones`,
            usageCount(observed['null'], 'prompt_tokens'),
          )
      },
      violating: [{ brief: answer({ promptTokens: 90 }) }, { brief: answer({ promptTokens: 89 }) }],
      inconclusive: [{ brief: answer({ usage: null }) }],
    },
  },
})
