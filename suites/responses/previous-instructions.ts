import { saidResponse as said } from '../../fixtures/replies/response.ts'
import { BRIEF, LONG } from '../../fixtures/sent/instructions.ts'
import { outputTokens, responseOf } from '../../src/checks/response-stream.ts'
import {
  inputTokens,
  INPUT_TOKENS,
  NO_INPUT_COUNT,
  reasoningTokensOf,
  responseBodies,
} from '../../src/checks/responses.ts'
import { leastTokens } from '../../src/checks/tokens.ts'
import {
  after,
  extra,
  inconclusive,
  json,
  refusable,
  respond,
  suite,
  type Inconclusive,
  type Observation,
  type Step,
} from '../../src/define/index.ts'

const CAP = 16
const under = (instructions: string): Step =>
  respond({ input: 'Say hello.', instructions, store: true, max_output_tokens: CAP })

/** Goes on from that response, without instructions. */
const next = (step: 'brief' | 'long') =>
  after(CAP, (earlier: Record<string, Observation>): Step | Inconclusive => {
    const id = earlier[step] && responseBodies(earlier[step])[0]?.['id']
    return typeof id === 'string'
      ? refusable(respond({ input: 'Say hello.', previous_response_id: id, max_output_tokens: CAP }))
      : inconclusive('the response has no id to go on from')
  })

/** Two responses have two ids. */
const OTHER = { id: 'resp_68af4030592c81938ec0a5fbab4a3e9f0' }

/** Tokens of the text that the next response has in its history. */
const spoken = (one: Observation): number => (outputTokens(responseOf(one)) ?? 0) - (reasoningTokensOf(one) ?? 0)

const LEAST = leastTokens(LONG.slice(BRIEF.length))

export default suite({
  id: 'responses/previous-instructions',
  about: 'two responses that go on from one with brief and one with long instructions, and have none themselves',
  model: 'chat',
  answered: 'should',
  steps: { brief: under(BRIEF), long: under(LONG), afterBrief: next('brief'), afterLong: next('long') },
  conforming: {
    brief: said('Hello.', 14),
    long: said('Hello.', 38, OTHER),
    afterBrief: said('Hello.', 25),
    afterLong: said('Hello.', 25),
  },
  rules: {
    'do-not-stay': {
      level: 'should',
      sentence: 'The `instructions` of a response are not in force for the response that continues it.',
      source:
        'https://platform.openai.com/docs/api-reference/responses/create#responses-create-instructions: instructions are not carried over with previous_response_id',
      breaks: 'apps that change the instructions from turn to turn: old and new ones contradict each other',
      parameter: 'responses.instructions',
      *check({ brief, long, afterBrief, afterLong }) {
        const [without, having] = [inputTokens(brief), inputTokens(long)]
        const [before, now] = [inputTokens(afterBrief), inputTokens(afterLong)]
        if (without === undefined || having === undefined || before === undefined || now === undefined)
          return inconclusive(NO_INPUT_COUNT)
        if (having - without < LEAST) return inconclusive('the instructions are not seen in the input to begin with')
        const growth = now - before - (spoken(long) - spoken(brief))
        if (growth >= LEAST)
          yield extra(
            afterLong,
            INPUT_TOKENS,
            `the instructions of the response before it are still in the input: they add ${growth} tokens`,
            `about ${now - growth}`,
            now,
          )
      },
      violating: [{ afterLong: said('Hello.', 49) }, { afterBrief: said('Hello.', 33), afterLong: said('Hello.', 57) }],
      inconclusive: [{ long: said('Hello.', 14, OTHER) }, { afterLong: json({ object: 'response', output: [] }) }],
    },
  },
})
