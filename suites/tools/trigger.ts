import { assistant, user, type Message } from '../../fixtures/sent/prompts.ts'
import { WEATHER, WEATHER_PATTERN } from '../../fixtures/sent/tools.ts'
import { rateText, wilson } from '../../src/checks/rates.ts'
import { finishReason, toolCalls } from '../../src/checks/reply.ts'
import { argumentErrors, argumentsOf, brief, CALLS, NO_CALL } from '../../src/checks/tools.ts'
import {
  answer,
  inconclusive,
  measured,
  post,
  sampled,
  suite,
  toolCall,
  wrong,
  type Finding,
  type Inconclusive,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

/** As an app asks: no seed, and a temperature at which answers vary. */
const ask = (messages: Message[]) =>
  sampled(
    post('/chat/completions', { messages: messages as Json, tools: [WEATHER], temperature: 0.7, max_tokens: 32 }, 32),
  )
const small = (question: string): Message[] => [user('Hello!'), assistant('Hello! How can I help you?'), user(question)]

const called = answer({ toolCalls: [toolCall('get_weather', '{"city":"Madrid"}')] })
const spoken = answer({ content: 'You are welcome.' })
const broken = answer({ toolCalls: [toolCall('get_weather', '{"city":')] })

export default suite({
  id: 'tools/trigger',
  about: 'questions that call for a tool and questions that do not, as often as `--samples` says',
  model: 'tools',
  steps: {
    pattern: ask(WEATHER_PATTERN),
    bare: ask([user('What is the weather in Madrid right now?')]),
    thanks: ask(small('Thank you!')),
    sum: ask(small('What is 2 + 2?')),
  },
  conforming: { pattern: [called], bare: [called], thanks: [spoken], sum: [spoken] },
  rules: {
    'arguments-parse': {
      level: 'should',
      sentence: 'Whenever a call comes, also at a temperature above 0, its arguments are the JSON of an object.',
      source:
        'https://platform.openai.com/docs/guides/function-calling; observed in 395 of 401 calls, the other 6 cut by the token limit',
      breaks: 'agent loops stop at the first call they cannot parse',
      *check({ pattern, bare, thanks, sum }): Generator<Finding, Inconclusive | ReturnType<typeof measured> | void> {
        const answers = [pattern, bare, thanks, sum].flat()
        const whole = answers.filter((one) => finishReason(one) !== 'length')
        const calls = whole.flatMap((one) => toolCalls(one).map((call) => ({ one, call })))
        if (calls.length === 0) return inconclusive(NO_CALL)
        const broken = calls.filter(({ call }) => argumentsOf(call) === undefined)
        for (const { one, call } of broken.slice(0, 3)) {
          yield wrong(
            one,
            `${CALLS}[0].function.arguments`,
            'the arguments are not the JSON of an object',
            'JSON of an object',
            brief(call.arguments),
          )
        }
        if (broken.length === 0) return measured(figures(answers, calls))
      },
      violating: [{ pattern: [broken] }, { bare: [broken] }],
      inconclusive: [{ pattern: [spoken], bare: [spoken] }],
    },
  },
})

function figures(
  answers: Observation[],
  calls: { one: Observation; call: ReturnType<typeof toolCalls>[number] }[],
): string {
  const fitting = calls.filter(({ one, call }) => argumentErrors(one, call).length === 0)
  return `called in ${rateText(wilson(answers.filter((one) => toolCalls(one).length > 0).length, answers.length))}; arguments fit their schema in ${rateText(wilson(fitting.length, calls.length))}`
}
