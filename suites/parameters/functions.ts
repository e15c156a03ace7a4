import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { CITY_SCHEMA } from '../../fixtures/sent/tools.ts'
import { messageOf } from '../../src/checks/chat-body.ts'
import { isObject, toolCalls } from '../../src/checks/reply.ts'
import { PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import { brief, promptGrowth } from '../../src/checks/tools.ts'
import {
  answer,
  answerWith,
  chat,
  inconclusive,
  refusable,
  suite,
  ignored,
  wrong,
  type Json,
  type Say,
} from '../../src/define/index.ts'

const SOURCE =
  'https://platform.openai.com/docs/api-reference/chat/create#chat-create-functions; deprecated and still answered: observed in 13 of 13 calls'
const NAME = 'get_weather'
const FUNCTION = { name: NAME, description: 'Current weather of a city', parameters: CITY_SCHEMA }
/** Tokens that the declaration has at the very least. */
const LEAST = 8

const called = (name: Json, say: Say = {}): ReturnType<typeof answerWith> =>
  answerWith({ promptTokens: 50, content: null, finish: 'stop', ...say }, (body) => {
    Object.assign((body['choices'] as { message: object }[])[0]?.message ?? {}, {
      function_call: { name, arguments: '{"city":"Paris"}' },
    })
    return body
  })
const HELLO = { content: 'Hello', finish: 'length', completionTokens: 1 }

export default suite({
  id: 'parameters/functions',
  about: 'a function declared in the old form (`functions`) and named in `function_call`, on "Say hello."',
  model: 'tools',
  answered: 'may',
  steps: {
    control: chat(CHAT_CALL),
    forced: refusable(
      chat({ messages: GREETING, max_tokens: 40, functions: [FUNCTION], function_call: { name: NAME } }),
    ),
  },
  conforming: { control: answer({ ...HELLO, promptTokens: 11 }), forced: called(NAME) },
  rules: {
    'reach-the-model': {
      level: 'may',
      sentence: 'Functions in the old form reach the model, or the request is refused.',
      source: SOURCE,
      breaks:
        'code from before `tools` (2023), still in many apps and tutorials: the model is never told what it may call',
      parameter: 'chat.functions',
      *check({ control, forced }) {
        if (isObject(messageOf(forced)['function_call']) || toolCalls(forced).length > 0) return
        const growth = promptGrowth(control, forced)
        if (growth === undefined) return inconclusive('the prompt is not counted')
        if (growth < LEAST)
          yield ignored(
            forced,
            PROMPT_TOKENS,
            `the declaration adds ${growth} tokens to the prompt`,
            `at least ${LEAST}`,
            growth,
          )
      },
      violating: [{ forced: answer({ promptTokens: 11 }) }],
      conforming: [
        {},
        { forced: answer({ promptTokens: 60 }) },
        { forced: answer({ toolCalls: [{ name: NAME, arguments: '{}' }], promptTokens: 11 }) },
      ],
      inconclusive: [{ forced: answer({ usage: null }) }],
    },
    'named-is-called': {
      level: 'may',
      sentence:
        'A function named in `function_call` is called, and the answer carries it in the old form, or the request is refused.',
      source: SOURCE,
      breaks: 'extractors from before `tools` read `message.function_call.arguments`',
      parameter: 'chat.function_call',
      reads: ['forced'],
      *check({ forced }) {
        const { function_call: call } = messageOf(forced)
        if (isObject(call) && call['name'] === NAME) return
        if (isObject(call))
          yield wrong(
            forced,
            '$.choices[0].message.function_call.name',
            'another function is called',
            NAME,
            call['name'] ?? null,
          )
        else if (toolCalls(forced).length > 0)
          yield wrong(
            forced,
            '$.choices[0].message.tool_calls',
            'the call comes in the new form, where old code does not look',
            'message.function_call',
            'message.tool_calls',
          )
        else
          yield ignored(
            forced,
            '$.choices[0].message.function_call',
            'the named function was not called',
            NAME,
            brief(messageOf(forced)['content']),
          )
      },
      violating: [
        { forced: answer() },
        { forced: called('get_time') },
        { forced: answer({ toolCalls: [{ name: NAME, arguments: '{}' }] }) },
      ],
    },
  },
})
