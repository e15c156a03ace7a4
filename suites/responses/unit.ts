import { saidResponse as said } from '../../fixtures/replies/response.ts'
import { RESPONSE_CALL } from '../../fixtures/sent/calls.ts'
import { DIGITS, WORDY } from '../../fixtures/sent/units.ts'
import { isObject } from '../../src/checks/reply.ts'
import { responseOf } from '../../src/checks/response-stream.ts'
import { INPUT_TOKENS } from '../../src/checks/responses.ts'
import { otherUnit } from '../../src/checks/token-unit.ts'
import { countsOnly, json, respond, suite, type Observation, type Step } from '../../src/define/index.ts'

/** As it is told: two words are a count of two. */
function counts(one: Observation): number | undefined {
  const usage = responseOf(one)?.['usage']
  const count = isObject(usage) ? usage['input_tokens'] : undefined
  return typeof count === 'number' ? count : undefined
}
const asking = (text: string): Step => countsOnly(respond({ ...RESPONSE_CALL, input: `Say hello. ${text}` }))

export default suite({
  id: 'responses/unit',
  about: 'an input, the same with twenty short words, and with ten long numbers',
  model: 'chat',
  answered: 'should',
  steps: { base: respond(RESPONSE_CALL), wordy: asking(WORDY), digits: asking(DIGITS) },
  conforming: { base: said('Hello.', 10), wordy: said('Hello.', 33), digits: said('Hello.', 60) },
  rules: {
    'is-tokens': {
      level: 'should',
      sentence: '`input_tokens` of a response counts tokens, and not characters, bytes or words.',
      source: 'https://platform.openai.com/docs/api-reference/responses/object#responses-object-usage',
      breaks: 'Codex compacts its history by these counts: far too early, or when it is too late',
      *check({ base, wordy, digits }) {
        return yield* otherUnit({ base, wordy, digits }, { wordy: WORDY, digits: DIGITS }, counts, INPUT_TOKENS)
      },
      violating: [
        { wordy: said('Hello.', 10 + WORDY.length), digits: said('Hello.', 10 + DIGITS.length) },
        { base: said('Hello.', 2), wordy: said('Hello.', 25), digits: said('Hello.', 12) },
      ],
      inconclusive: [
        { base: json({ object: 'response', output: [] }) },
        { wordy: said('Hello.', 10), digits: said('Hello.', 10) },
      ],
    },
  },
})
