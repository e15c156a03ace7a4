import { entry, plainLogprobs, probabilities, streamedLogprobs } from '../../fixtures/replies/logprobs.ts'
import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { LOGPROBS, probabilitiesIn } from '../../src/checks/logprobs.ts'
import { isChatReply } from '../../src/checks/pool.ts'
import { answer, chat, stream, streamed, suite, eachAnswer, extra } from '../../src/define/index.ts'

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
      source:
        'https://platform.openai.com/docs/api-reference/chat/object#chat/object-choices; observed: null in 1883 answers and absent in 194, an object only where it was asked for',
      breaks: 'answers several times as long, and logs that grow with them',
      traffic: eachAnswer(
        'every request of the run asked for log probabilities',
        [isChatReply, ({ request }) => request['logprobs'] !== true],
        (one) => {
          const [first] = probabilitiesIn(one)
          return first === undefined ? undefined : extra(one, LOGPROBS, 'they come unasked', null, first)
        },
      ),
      violating: [
        { plain: plainLogprobs(probabilities([entry('Hello')])) },
        { stream: streamedLogprobs((token) => probabilities([entry(token)])) },
      ],
      conforming: [{}, { plain: plainLogprobs(null) }],
    },
  },
})
