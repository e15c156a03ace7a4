import { finding, inconclusive, json, respond, suite, type Json, type Observation } from '../../src/define/index.ts'
import { responseBodies } from '../../src/checks/responses.ts'
import { finalResponse, itemsOf, outputText, wholeResponseStreams } from '../../src/checks/response-stream.ts'
import { isObject, type JsonObject } from '../../src/checks/reply.ts'
import { leastTokens } from '../../src/checks/tokens.ts'
import { COUNTING, type Message } from '../../fixtures/sent/prompts.ts'
import { callItem, cutResponse, messageItem, responseOf, streamedResponse } from '../../fixtures/replies/response.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/object#responses/object-usage'
const MOST_FINDINGS = 3
const textOf = (messages: Message[]): string => messages.map(({ content }) => String(content)).join(' ')
const SHORT = 'Say hello.'
/** What the longer input has more, counted as low as any tokenizer may. */
const LEAST = leastTokens(textOf(COUNTING)) - leastTokens(SHORT)
const BODY = { input: COUNTING, max_output_tokens: 16 }

interface Counted { observation: Observation; response: JsonObject; usage: JsonObject }

/** Every finished response of the run that has usage, plain or as the last event of a stream has it. */
const counted = (pool: readonly Observation[]): Counted[] => pool.flatMap((observation) => {
  const [response] = observation.stream ? wholeResponseStreams([observation]).map(finalResponse) : responseBodies(observation)
  const usage = response?.['usage']
  return response && isObject(usage) ? [{ observation, response, usage }] : []
})
const count = (one: Observation, key: string): number | undefined => {
  const value = counted([one])[0]?.usage[key]
  return typeof value === 'number' ? value : undefined
}
const NONE = inconclusive('no finished response has usage')

const usage = (input: number, output: number, total = input + output): { usage: Json } => ({ usage: { input_tokens: input, input_tokens_details: { cached_tokens: 0 }, output_tokens: output, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: total } })
const long = cutResponse('1, 2, 3, 4, 5')
const plainOf = (counts: { usage: Json }): ReturnType<typeof json> => json({ ...long, ...counts })

export default suite({
  id: 'usage/responses',
  about: 'a response to a long input, plain and streamed, and to a short one',
  model: 'chat',
  answered: 'may',
  steps: { short: respond({ input: SHORT, max_output_tokens: 16 }), plain: respond(BODY), streamed: respond({ ...BODY, stream: true }) },
  conforming: { short: json(responseOf([messageItem('Hello.')], usage(10, 2))), plain: plainOf(usage(127, 16)), streamed: streamedResponse({ ...long, ...usage(127, 16) }) },
  rules: {
    'adds-up': {
      level: 'must',
      sentence: '`total_tokens` of a response is the sum of `input_tokens` and `output_tokens`.',
      source: `${SOURCE}; observed in 1396 of 1396 responses`,
      breaks: 'quotas and budgets count by one or the other and drift apart',
      reads: [],
      *check(_observed, pool) {
        const all = counted(pool)
        if (all.length === 0) return NONE
        const sum = (one: Counted): number => Number(one.usage['input_tokens']) + Number(one.usage['output_tokens'])
        const off = all.filter((one) => one.usage['total_tokens'] !== sum(one))
        for (const one of off.slice(0, MOST_FINDINGS)) yield finding(one.observation, { kind: 'wrong-value', path: '$.usage.total_tokens', message: `not the sum (in ${off.length} of ${all.length} responses)`, expected: sum(one), actual: one.usage['total_tokens'] ?? 'absent' })
      },
      violating: [{ plain: plainOf(usage(127, 16, 127)) }, { streamed: streamedResponse({ ...long, ...usage(127, 16, 0) }) }],
    },
    'never-zero': {
      level: 'must',
      sentence: 'A response counts its input, and its output where there is a text or a call.',
      source: `${SOURCE}; observed in every response but for one of the first month`,
      breaks: 'Codex and openai-agents fill their meters from it: the context looks empty until it overflows',
      reads: [],
      *check(_observed, pool) {
        const all = counted(pool)
        if (all.length === 0) return NONE
        const says = ({ response }: Counted): boolean => outputText(response) !== '' || itemsOf(response).some(({ type }) => type === 'function_call')
        const empty = all.flatMap((one) => [...(Number(one.usage['input_tokens']) > 0 ? [] : [{ one, key: 'input_tokens' }]), ...(says(one) && !(Number(one.usage['output_tokens']) > 0) ? [{ one, key: 'output_tokens' }] : [])])
        for (const { one, key } of empty.slice(0, MOST_FINDINGS)) yield finding(one.observation, { kind: 'wrong-value', path: `$.usage.${key}`, message: `nothing is counted (in ${empty.length} of ${all.length} responses)`, expected: 'above 0', actual: one.usage[key] ?? 'absent' })
      },
      violating: [{ plain: plainOf(usage(0, 16)) }, { plain: plainOf(usage(127, 0)) }, { short: json(responseOf([callItem('{}')], usage(10, 0))) }, { streamed: streamedResponse({ ...long, ...usage(0, 0) }) }],
    },
    'stream-as-plain': {
      level: 'must',
      sentence: 'A streamed response counts the same `input_tokens` as a plain one.',
      source: SOURCE,
      breaks: 'cost and context meters depend on whether the answer was streamed',
      reads: ['plain', 'streamed'],
      *check({ plain, streamed }) {
        const [expected, actual] = [count(plain, 'input_tokens'), count(streamed, 'input_tokens')]
        if (expected === undefined || actual === undefined) return NONE
        if (expected !== actual) yield finding(streamed, { kind: 'wrong-value', path: 'events[-1].response.usage.input_tokens', message: 'another count than in the plain response', expected, actual })
      },
      violating: [{ streamed: streamedResponse({ ...long, ...usage(1, 16) }) }],
      inconclusive: [{ plain: json({ ...long, usage: null }) }],
    },
    'follows-the-input': {
      level: 'must',
      sentence: '`input_tokens` grows with the input.',
      source: SOURCE,
      breaks: 'agents that compact their history by it overflow the context, or compact what would fit',
      reads: ['short', 'plain'],
      *check({ short, plain }) {
        const [less, more] = [count(short, 'input_tokens'), count(plain, 'input_tokens')]
        if (less === undefined || more === undefined) return NONE
        if (more - less < LEAST) yield finding(plain, { kind: 'wrong-value', path: '$.usage.input_tokens', message: `${more - less} tokens more than for an input that is ${textOf(COUNTING).length - SHORT.length} characters shorter`, expected: `at least ${less + LEAST}`, actual: more })
      },
      violating: [{ plain: plainOf(usage(10, 16)) }],
      inconclusive: [{ short: json(responseOf([messageItem('Hello.')], { usage: null })) }],
    },
  },
})
