import { answer, chat, finding, inconclusive, stream, streamed, suite } from '../../src/define/index.ts'
import { LOGPROBS, probabilitiesIn } from '../../src/checks/logprobs.ts'
import { chatReplies } from '../../src/checks/pool.ts'
import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { entry, plainLogprobs, probabilities, streamedLogprobs } from '../../fixtures/replies/logprobs.ts'

/** Findings beyond this many add nothing a reader needs. */
const MOST_FINDINGS = 3

export default suite({
  id: 'logprobs/not-asked',
  about: 'chat calls that do not ask for log probabilities',
  model: 'chat',
  steps: { plain: chat(CHAT_CALL), stream: streamed({ ...CHAT_CALL, max_tokens: 24 }) },
  conforming: { plain: answer(), stream: stream() },
  rules: {
    'null-or-absent': {
      level: 'may',
      sentence: 'Where `logprobs` is not asked for, it is null or absent.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-choices; observed: null in 1883 answers and absent in 194, an object only where it was asked for',
      breaks: 'answers several times as long, and logs that grow with them',
      reads: [],
      *check(_observed, pool) {
        const unasked = chatReplies(pool).filter(({ observation: { request } }) => request['logprobs'] !== true)
        if (unasked.length === 0) return inconclusive('every request of the run asked for log probabilities')
        const found = unasked.filter(({ observation }) => probabilitiesIn(observation).length > 0)
        for (const { observation } of found.slice(0, MOST_FINDINGS)) {
          yield finding(observation, { kind: 'extra', path: LOGPROBS, message: `they come unasked (in ${found.length} of ${unasked.length} answers)`, expected: null, actual: probabilitiesIn(observation)[0] })
        }
      },
      violating: [{ plain: plainLogprobs(probabilities([entry('Hello')])) }, { stream: streamedLogprobs((token) => probabilities([entry(token)])) }],
      conforming: [{}, { plain: plainLogprobs(null) }],
    },
  },
})
