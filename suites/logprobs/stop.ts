import { entry, probabilities } from '../../fixtures/replies/logprobs.ts'
import { THREE_WORDS } from '../../fixtures/sent/prompts.ts'
import { asksLogprobs, covers, entries, isBroken, LOGPROBS, saysText, spelled } from '../../src/checks/logprobs.ts'
import { isMasked } from '../../src/checks/masked.ts'
import { text } from '../../src/checks/reply.ts'
import {
  answerWith,
  chat,
  eachAnswer,
  inconclusive,
  refusable,
  suite,
  ignored,
  wrong,
  type Json,
} from '../../src/define/index.ts'

const stopped = (logprobs: Json): ReturnType<typeof answerWith> =>
  answerWith({ content: 'sun moon', finish: 'stop', completionTokens: 3 }, (body) => {
    Object.assign((body['choices'] as Json[])[0] as object, { logprobs })
    return body
  })
const of = (...tokens: string[]): Json => probabilities(tokens.map((token) => entry(token, 0)))

export default suite({
  id: 'logprobs/stop',
  about: 'log probabilities of an answer that a stop sequence ends',
  model: 'chat',
  answered: 'should',
  // The sequence begins where a token does, so that none is cut in two.
  steps: { stopped: refusable(chat({ messages: THREE_WORDS, max_tokens: 12, stop: ' stars', logprobs: true })) },
  conforming: { stopped: stopped(of('sun', ' moon')) },
  rules: {
    'cover-the-text': {
      level: 'should',
      sentence: 'Up to a stop sequence every token of the text has its log probability.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-logprobs',
      breaks: 'scores of answers that a stop sequence ends leave out a part',
      parameter: 'chat.logprobs',
      traffic: eachAnswer(
        'nothing with log probabilities was said before a stop sequence',
        [asksLogprobs, saysText, ({ request }) => Boolean(request['stop'])],
        (one) => {
          const [said, told] = [text(one), spelled(entries(one))]
          if (isMasked(said) || isBroken(told)) return inconclusive('the text is masked, or a token of it is no text')
          return covers(one, told)
            ? undefined
            : (told === '' ? ignored : wrong)(
                one,
                `${LOGPROBS}.content`,
                told === '' ? 'no log probabilities came' : 'the tokens do not cover the text',
                said,
                told,
              )
        },
      ),
      violating: [{ stopped: stopped(null) }, { stopped: stopped(of('sun')) }, { stopped: stopped(of(' moon')) }],
      conforming: [{}, { stopped: stopped(of('sun', ' moon', ' stars')) }],
      inconclusive: [{ stopped: answerWith({ content: '' }, (body) => body) }],
    },
  },
})
