import { promptCounted, textAnswerWith } from '../../fixtures/replies/completion.ts'
import { COUNT_ON, LONG_TEXT } from '../../fixtures/sent/prompts.ts'
import { isTextReply } from '../../src/checks/completions.ts'
import { isObject, text, usageCount } from '../../src/checks/reply.ts'
import { COMPLETION_TOKENS, leastTokens, PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import {
  complete,
  inconclusive,
  refusable,
  suite,
  eachAnswer,
  missing,
  wrong,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/object#completions/object-usage'
const CAP = 4
/** What the longer prompt has more, counted as low and as high as any tokenizer may. */
const LEAST = leastTokens(LONG_TEXT) - leastTokens(COUNT_ON)
const MOST = 2 * (LONG_TEXT.length - COUNT_ON.length)

const counted = (prompt: number, completion: number, total: number) =>
  textAnswerWith((body) => ({
    ...body,
    usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total },
  }))
const uncounted = textAnswerWith(({ usage: _usage, ...body }) => body)
const prompted = ({ request: { prompt } }: Observation): boolean =>
  [prompt].flat(2).some((one) => one !== '' && one !== undefined)
const counts =
  (key: 'prompt_tokens' | 'total_tokens') =>
  (one: Observation): boolean =>
    isTextReply(one) && usageCount(one, key) !== undefined && one.exchange.failure === null

export default suite({
  id: 'completions/usage',
  about: 'a short and a long text to be gone on with',
  model: 'chat',
  answered: 'should',
  steps: {
    short: refusable(complete({ prompt: COUNT_ON, max_tokens: CAP })),
    long: refusable(complete({ prompt: LONG_TEXT, max_tokens: CAP })),
  },
  conforming: { short: promptCounted(17), long: promptCounted(48) },
  rules: {
    'is-counted': {
      level: 'should',
      sentence: 'A plain text completion has its tokens counted.',
      source: `${SOURCE}; observed in every answer of /v1/completions`,
      breaks: 'cost meters read `usage.total_tokens` without asking',
      reads: ['short'],
      *check({ short }) {
        const usage = short.json.ok && isObject(short.json.value) ? short.json.value['usage'] : undefined
        if (!isObject(usage)) yield missing(short, '$.usage', 'no counts', 'an object', usage ?? null)
      },
      violating: [{ short: uncounted }, { short: textAnswerWith((body) => ({ ...body, usage: null })) }],
    },
    'adds-up': {
      level: 'should',
      sentence: '`total_tokens` is the sum of `prompt_tokens` and `completion_tokens`.',
      source: `${SOURCE}; observed in 257 of 257 answers`,
      breaks: 'quotas and budgets count by one or the other and drift apart',
      traffic: eachAnswer('no answer had the counts', [counts('total_tokens'), counts('prompt_tokens')], (one) => {
        // Where nothing was generated the service leaves the count of it out.
        const sum = (usageCount(one, 'prompt_tokens') ?? 0) + (usageCount(one, 'completion_tokens') ?? 0)
        const total = usageCount(one, 'total_tokens')
        return total === sum ? undefined : wrong(one, '$.usage.total_tokens', 'not the sum', sum, total)
      }),
      violating: [{ short: counted(10, 5, 10) }, { long: counted(10, 5, 0) }],
      conforming: [
        {},
        {
          short: textAnswerWith((body) => ({ ...body, usage: { prompt_tokens: 11, total_tokens: 11 } }), {
            text: '',
            finish: 'stop',
          }),
        },
      ],
      inconclusive: [{ short: uncounted, long: uncounted }],
    },
    'never-zero': {
      level: 'should',
      sentence: 'A prompt that is there and a text that came are counted above zero.',
      source: `${SOURCE}; observed in 257 of 257 answers`,
      breaks: 'billing and rate limits of gateways count nothing',
      traffic: eachAnswer('no answer had the counts', [counts('prompt_tokens'), prompted], (one) => {
        const [prompt = 0, completion] = [usageCount(one, 'prompt_tokens'), usageCount(one, 'completion_tokens')]
        if (prompt <= 0) return wrong(one, PROMPT_TOKENS, 'a prompt without tokens', 'above 0', prompt)
        const wrote = text(one) !== '' && one.request['echo'] !== true
        if (!wrote || (completion ?? 0) > 0) return undefined
        return wrong(one, COMPLETION_TOKENS, 'a text without tokens', 'above 0', completion ?? 'absent')
      }),
      violating: [{ short: counted(0, 5, 5) }, { long: counted(17, 0, 17) }],
      inconclusive: [{ short: uncounted, long: uncounted }],
    },
    'follows-the-prompt': {
      level: 'should',
      sentence: '`prompt_tokens` grows with the prompt.',
      source: SOURCE,
      breaks: 'clients that trim by it overflow the context, or trim what would fit',
      *check({ short, long }) {
        const [less, more] = [short, long].map((one) => usageCount(one, 'prompt_tokens'))
        if (less === undefined || more === undefined) return inconclusive('one of the two answers has no usage')
        if (more - less < LEAST || more - less > MOST)
          yield wrong(
            long,
            PROMPT_TOKENS,
            `${more - less} tokens more than for a prompt that is ${LONG_TEXT.length - COUNT_ON.length} characters shorter`,
            `${less + LEAST} to ${less + MOST}`,
            more,
          )
      },
      violating: [{ short: promptCounted(17), long: promptCounted(17) }, { long: promptCounted(9000) }],
      inconclusive: [{ long: uncounted }],
    },
  },
})
