import { THREE_WORDS } from '../../fixtures/sent/prompts.ts'
import { neitherAnsweredNorRefused } from '../../src/checks/accepted.ts'
import { text } from '../../src/checks/reply.ts'
import {
  abortAfter,
  anyAnswer,
  brokenOff,
  refusal,
  stream,
  streamed,
  suite,
  wrong,
  type Step,
} from '../../src/define/index.ts'

/** More than any window has. */
const TOO_MANY = 10_000_000
/** The client hangs up long before. */
const EVENTS = 3
const asked: Step = {
  ...anyAnswer(abortAfter(EVENTS, streamed({ messages: THREE_WORDS, max_tokens: TOO_MANY }))),
  cap: 8,
}

export default suite({
  id: 'context/max-tokens',
  about: 'a `max_tokens` beyond any context window, streamed, and hung up after a few events',
  model: 'chat',
  steps: { asked },
  conforming: { asked: stream({ content: 'sun moon stars' }) },
  rules: {
    'answered-or-refused': {
      level: 'should',
      sentence:
        'A `max_tokens` that is larger than the context window is answered within it, or refused with a proper 4xx.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-max_tokens; OpenAI answers 400',
      breaks: 'clients that set a generous limit for every model get a crash or nothing at all',
      parameter: 'chat.max_tokens',
      judgesBroken: true,
      *check({ asked: got }) {
        yield* neitherAnsweredNorRefused(got)
        if (got.status === 200 && got.reply && text(got) === '' && got.reply.choices[0]?.finish === 'length') {
          yield wrong(
            got,
            '$.choices[0].finish_reason',
            'ended at its limit before the first word',
            'an answer',
            'length',
          )
        }
      },
      conforming: [
        {},
        {
          asked: refusal(400, {
            message: 'max_tokens is too large: 10000000. This model supports at most 16384 completion tokens.',
            param: 'max_tokens',
          }),
        },
      ],
      violating: [
        { asked: refusal(500) },
        { asked: brokenOff([]) },
        { asked: stream({ content: '', finish: 'length' }) },
      ],
    },
  },
})
