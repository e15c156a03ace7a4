import { greetingEntries, plainLogprobs, probabilities } from '../../fixtures/replies/logprobs.ts'
import { LOGPROBS_CALL } from '../../fixtures/sent/calls.ts'
import { notRefused } from '../../src/checks/accepted.ts'
import { alternatives, entries, LOGPROBS, NO_ENTRIES } from '../../src/checks/logprobs.ts'
import { text } from '../../src/checks/reply.ts'
import { anyAnswer, chat, inconclusive, refusable, refusal, suite, missing, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-top_logprobs'
const MOST = 20
const asking = (top_logprobs: number): ReturnType<typeof chat> => chat({ ...LOGPROBS_CALL, top_logprobs })
const bringing = (count: number): ReturnType<typeof plainLogprobs> =>
  plainLogprobs(probabilities(greetingEntries(undefined, count)))

export default suite({
  id: 'logprobs/alternatives',
  about: `log probabilities with the fewest alternatives there may be (0), the most (${MOST}), and fewer than none`,
  model: 'chat',
  answered: 'should',
  steps: { none: refusable(asking(0)), most: refusable(asking(MOST)), negative: anyAnswer(asking(-1)) },
  conforming: {
    none: bringing(0),
    most: bringing(MOST),
    negative: refusal(400, { param: 'top_logprobs', code: 'integer_below_min_value' }),
  },
  rules: {
    'zero-brings-none': {
      level: 'should',
      sentence: 'With `top_logprobs: 0` each token has its log probability, and no alternatives.',
      source: `${SOURCE}; observed: an empty list where none were asked for`,
      breaks: 'scores need no alternatives: 0 is taken for "no log probabilities" here, and the scores are gone',
      parameter: 'chat.top_logprobs',
      reads: ['none'],
      *check({ none }) {
        const given = entries(none)
        if (text(none) === '') return inconclusive('the model said nothing')
        if (given.length === 0)
          return yield missing(
            none,
            LOGPROBS,
            '0 alternatives were taken for no log probabilities',
            'an entry for each token',
            'none',
          )
        const most = Math.max(...given.map((one) => alternatives(one).length))
        if (most > 0)
          yield wrong(none, `${LOGPROBS}.content[].top_logprobs`, 'alternatives came that were not asked for', 0, most)
      },
      violating: [{ none: plainLogprobs(null) }, { none: bringing(1) }],
      inconclusive: [{ none: plainLogprobs(null, { content: '' }) }],
    },
    'twenty-come': {
      level: 'should',
      sentence: `With \`top_logprobs: ${MOST}\` ${MOST} alternatives come.`,
      source: `${SOURCE}: an integer from 0 to ${MOST}; in rare cases fewer come`,
      breaks: 'classifiers that look for their labels among the alternatives do not find them',
      parameter: 'chat.top_logprobs',
      reads: ['most'],
      *check({ most }) {
        const counts = entries(most).map((one) => alternatives(one).length)
        if (counts.length === 0) return inconclusive(NO_ENTRIES)
        const highest = Math.max(...counts)
        if (highest !== MOST)
          yield wrong(most, `${LOGPROBS}.content[].top_logprobs`, `no token has ${MOST} alternatives`, MOST, highest)
      },
      violating: [{ most: bringing(5) }, { most: bringing(0) }],
      inconclusive: [{ most: plainLogprobs(null) }],
    },
    'negative-is-refused': {
      level: 'should',
      sentence: 'A negative `top_logprobs` is refused in a 4xx.',
      source: SOURCE,
      breaks: 'a sum gone wrong goes unnoticed',
      // Where none is taken at all, a refusal says nothing of the sign.
      reads: ['most', 'negative'],
      judgesBroken: true,
      *check({ negative }) {
        yield* notRefused(negative)
      },
      violating: [{ negative: bringing(0) }, { negative: refusal(500) }],
    },
  },
})
