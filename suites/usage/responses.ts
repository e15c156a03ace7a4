import { callItem, cutResponse, messageItem, responseOf, streamedResponse } from '../../fixtures/replies/response.ts'
import { COUNTING, type Message } from '../../fixtures/sent/prompts.ts'
import { countsAsPlain, equalCounts } from '../../src/checks/equal-requests.ts'
import { asArray, isObject, type JsonObject } from '../../src/checks/reply.ts'
import { finalResponse, itemsOf, outputText, isWholeResponseStream } from '../../src/checks/response-stream.ts'
import { responseBodies } from '../../src/checks/responses.ts'
import { leastTokens } from '../../src/checks/tokens.ts'
import {
  inconclusive,
  json,
  respond,
  suite,
  each,
  unlessAccident,
  wrong,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/object#responses/object-usage'
const textOf = (messages: Message[]): string => messages.map(({ content }) => String(content)).join(' ')
const SHORT = 'Say hello.'
/** What the longer input has more, counted as low as any tokenizer may. */
const LEAST = leastTokens(textOf(COUNTING)) - leastTokens(SHORT)
const BODY = { input: COUNTING, max_output_tokens: 16 }

/** A finished response with its usage, plain or as the last event of a stream has it; undefined where there is none. */
function counted(one: Observation): { response: JsonObject; usage: JsonObject } | undefined {
  const response = isWholeResponseStream(one) ? finalResponse(one) : responseBodies(one)[0]
  const counts = response?.['usage']
  return response && isObject(counts) ? { response, usage: counts } : undefined
}
const inputCount = (one: Observation): number | undefined => count(one, 'input_tokens')
const count = (one: Observation, key: string): number | undefined => {
  const value = counted(one)?.usage[key]
  return typeof value === 'number' ? value : undefined
}
const NONE = 'no finished response has usage'

const usage = (input: number, output: number, total = input + output): { usage: Json } => ({
  usage: {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: total,
  },
})
const long = cutResponse('1, 2, 3, 4, 5')
/** Details, and the total that each is a part of. */
const PARTS = [
  ['input_tokens_details', 'cached_tokens', 'input_tokens'],
  ['output_tokens_details', 'reasoning_tokens', 'output_tokens'],
] as const
const detailed = (cached: number, reasoning: number): { usage: Json } => ({
  usage: {
    input_tokens: 127,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: 16,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: 143,
  },
})
/** The model wrote something that came: a text, a refusal, or a call. */
const says = (response: JsonObject): boolean =>
  outputText(response) !== '' ||
  itemsOf(response).some(
    ({ type, content }) =>
      type === 'function_call' || asArray(content).some((part) => isObject(part) && Boolean(part['refusal'])),
  )
/** As the answers that OpenAI sent by accident. */
const countsNothing = (one: Observation): boolean =>
  ['input_tokens', 'output_tokens'].every((key) => !(Number(counted(one)?.usage[key]) > 0))
/** A response whose counts are for other rules. */
const NOT_COUNTED = { ...long, usage: null }
const ACCIDENT = 'OpenAI has also sent a response that counts nothing, so one answer proves nothing'
const plainOf = (counts: { usage: Json }): ReturnType<typeof json> => json({ ...long, ...counts })

const allCounted = (counts: { usage: Json }) => ({
  short: plainOf(counts),
  plain: plainOf(counts),
  streamed: streamedResponse({ ...long, ...counts }),
  again: plainOf(counts),
})

export default suite({
  id: 'usage/responses',
  about: 'a response to a long input, plain and streamed, and to a short one',
  model: 'chat',
  answered: 'may',
  steps: {
    short: respond({ input: SHORT, max_output_tokens: 16 }),
    plain: respond(BODY),
    streamed: respond({ ...BODY, stream: true }),
    // Other suites send it as well.
    again: respond({ input: SHORT, store: false, max_output_tokens: 16 }),
  },
  conforming: {
    short: json(responseOf([messageItem('Hello.')], usage(10, 2))),
    plain: plainOf(usage(127, 16)),
    streamed: streamedResponse({ ...long, ...usage(127, 16) }),
    again: json(responseOf([messageItem('Hello.')], usage(10, 2))),
  },
  rules: {
    'adds-up': {
      level: 'should',
      sentence: '`total_tokens` of a response is the sum of `input_tokens` and `output_tokens`.',
      source: `${SOURCE}; observed in 1396 of 1396 responses`,
      breaks: 'quotas and budgets count by one or the other and drift apart',
      traffic: each(
        NONE,
        counted,
        ({ usage: { input_tokens: input, output_tokens: output, total_tokens: total } }, one) => {
          const sum = Number(input) + Number(output)
          return total === sum ? undefined : wrong(one, '$.usage.total_tokens', 'not the sum', sum, total ?? 'absent')
        },
      ),
      violating: [
        { plain: plainOf(usage(127, 16, 127)) },
        { streamed: streamedResponse({ ...long, ...usage(127, 16, 0) }) },
      ],
    },
    'details-within-totals': {
      level: 'should',
      sentence: 'What the details of the usage of a response tell is a part of what the totals tell.',
      source: SOURCE,
      breaks: 'prices are computed from the difference: it turns negative',
      traffic: each(NONE, counted, ({ usage: counts }, one) =>
        PARTS.flatMap(([group, key, whole]) => {
          const details = counts[group]
          const [part, total] = [isObject(details) ? details[key] : undefined, counts[whole]]
          return typeof part !== 'number' || typeof total !== 'number' || (part >= 0 && part <= total)
            ? []
            : [wrong(one, `$.usage.${group}.${key}`, `no part of \`${whole}\``, `0 to ${total}`, part)]
        }),
      ),
      violating: [
        { plain: plainOf(detailed(128, 0)) },
        { streamed: streamedResponse({ ...long, ...detailed(0, 17) }) },
        { short: plainOf(detailed(0, -1)) },
      ],
      conforming: [{}, { plain: plainOf(detailed(127, 16)) }],
    },
    'never-zero': {
      level: 'should',
      sentence: 'A response counts its input, and its output where there is a text or a call.',
      source: `${SOURCE}; observed in every response but for some of 2025-03 and one of 2025-07`,
      breaks: 'Codex and openai-agents fill their meters from it: the context looks empty until it overflows',
      traffic: unlessAccident(
        ACCIDENT,
        each(NONE, counted, ({ response, usage: counts }, one) => {
          return ['input_tokens', ...(says(response) ? ['output_tokens'] : [])]
            .filter((key) => !(Number(counts[key]) > 0))
            .map((key) => wrong(one, `$.usage.${key}`, 'nothing is counted', 'above 0', counts[key] ?? 'absent'))
        }),
        countsNothing,
      ),
      violating: [
        allCounted(usage(0, 0)),
        { plain: plainOf(usage(0, 16)) },
        { streamed: streamedResponse({ ...long, ...usage(127, 0) }) },
        { short: json(responseOf([callItem('{}')], usage(10, 0))) },
      ],
      conforming: [{}, { plain: plainOf(usage(0, 0)) }, { short: json(responseOf([], usage(10, 0))) }],
      inconclusive: [{ ...allCounted(NOT_COUNTED), streamed: streamedResponse({ ...long, ...usage(0, 0) }) }],
    },
    'stream-as-plain': {
      level: 'should',
      sentence: 'A streamed response counts the same `input_tokens` as a plain one.',
      source: SOURCE,
      breaks: 'cost and context meters depend on whether the answer was streamed',
      traffic: countsAsPlain((one) => counted(one) !== undefined, inputCount, '$.usage.input_tokens'),
      violating: [{ streamed: streamedResponse({ ...long, ...usage(1, 16) }) }],
      inconclusive: [{ plain: json({ ...long, usage: null }) }],
    },
    'as-before': {
      level: 'should',
      sentence: 'Equal requests for a response count equal `input_tokens`.',
      source: SOURCE,
      breaks: 'context meters jump, and agents that compact their history by the count do so at random',
      traffic: equalCounts((one) => counted(one) !== undefined, inputCount, '$.usage.input_tokens'),
      conforming: [{ short: plainOf(usage(127, 16)), again: plainOf(usage(127, 9)) }],
      violating: [{ again: plainOf(usage(30, 16)) }],
      inconclusive: [{ short: json(NOT_COUNTED) }],
    },
    'follows-the-input': {
      level: 'should',
      sentence: '`input_tokens` grows with the input.',
      source: SOURCE,
      breaks: 'agents that compact their history by it overflow the context, or compact what would fit',
      reads: ['short', 'plain'],
      *check({ short, plain }) {
        const [less, more] = [count(short, 'input_tokens'), count(plain, 'input_tokens')]
        if (less === undefined || more === undefined) return inconclusive(NONE)
        if (more - less < LEAST)
          yield wrong(
            plain,
            '$.usage.input_tokens',
            `${more - less} tokens more than for an input that is ${textOf(COUNTING).length - SHORT.length} characters shorter`,
            `at least ${less + LEAST}`,
            more,
          )
      },
      violating: [{ plain: plainOf(usage(10, 16)) }],
      inconclusive: [{ short: json(responseOf([messageItem('Hello.')], { usage: null })) }],
    },
  },
})
