import {
  entry,
  greetingEntries,
  plainLogprobs,
  probabilities,
  streamedLogprobs,
} from '../../fixtures/replies/logprobs.ts'
import { LOGPROBS_CALL } from '../../fixtures/sent/calls.ts'
import {
  asksLogprobs,
  coversText,
  entries,
  hasEntries,
  LOGPROBS,
  NO_ENTRIES,
  saysText,
} from '../../src/checks/logprobs.ts'
import { asArray } from '../../src/checks/reply.ts'
import {
  answerWith,
  chat,
  eachAnswer,
  refusable,
  streamed,
  streamWith,
  suite,
  ignored,
  wrong,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-logprobs'
/** So many tokens do not all come with fewer alternatives by chance. */
const SEVERAL = 4

export default suite({
  id: 'logprobs/asked',
  about: '`logprobs: true` with two alternatives, plain and streamed',
  model: 'chat',
  answered: 'should',
  steps: { plain: refusable(chat(LOGPROBS_CALL)), streamed: refusable(streamed(LOGPROBS_CALL)) },
  conforming: {
    plain: plainLogprobs(probabilities(greetingEntries())),
    streamed: streamedLogprobs((token) => probabilities([entry(token)])),
  },
  rules: {
    'they-come': {
      level: 'should',
      sentence: 'Log probabilities asked for are in the answer, plain and streamed.',
      source: SOURCE,
      breaks: 'lm-eval, LLMbench and classifiers that read the probability of a label',
      parameter: 'chat.logprobs',
      traffic: eachAnswer('no text was asked for with log probabilities', [asksLogprobs, saysText], (one) =>
        entries(one).length > 0
          ? undefined
          : ignored(one, LOGPROBS, '`logprobs` changed nothing', 'an entry for each token', 'none'),
      ),
      violating: [{ plain: plainLogprobs(null) }, { streamed: streamedLogprobs(() => null) }],
      inconclusive: [
        {
          plain: answerWith({ content: '' }, (body) => body),
          streamed: streamWith({ content: '' }, (events) => events),
        },
      ],
    },
    'tokens-add-up': {
      level: 'should',
      sentence: 'The tokens of the log probabilities, joined, are the text of the answer.',
      source: SOURCE,
      breaks: 'views that colour the text by probability',
      parameter: 'chat.logprobs',
      traffic: coversText(
        'no log probabilities came for a text',
        ({ request }) => !request['stop'],
        'the tokens are not the text',
      ),
      violating: [
        { plain: plainLogprobs(probabilities([entry('Bye')])) },
        { plain: plainLogprobs(probabilities(greetingEntries().slice(1))) },
        { streamed: streamedLogprobs((token, at) => (at === 3 ? null : probabilities([entry(token)]))) },
      ],
      conforming: [{}, { plain: plainLogprobs(probabilities([entry('Hi')]), { content: 'xx' }) }],
      inconclusive: [{ plain: plainLogprobs(null), streamed: streamedLogprobs(() => null) }],
    },
    'as-many-alternatives': {
      level: 'should',
      sentence: 'Tokens come with as many alternatives as `top_logprobs` asks for; a few tokens may have fewer.',
      source: SOURCE,
      breaks: 'tables of alternatives, and clients that read top_logprobs[0]',
      parameter: 'chat.top_logprobs',
      traffic: eachAnswer(
        NO_ENTRIES,
        [asksLogprobs, hasEntries, ({ request }) => Number(request['top_logprobs']) > 0],
        (one) => {
          const asked = Number(one.request['top_logprobs'])
          const counts = entries(one).map(({ top_logprobs }) => asArray(top_logprobs).length)
          // In rare cases fewer come, but not for each token of a text.
          const few = counts.length >= SEVERAL && counts.every((count) => count < asked)
          const off = counts.find((count) => count < 1 || count > asked) ?? (few ? Math.max(...counts) : undefined)
          return off === undefined
            ? undefined
            : wrong(
                one,
                `${LOGPROBS}.content[].top_logprobs`,
                `not what \`top_logprobs: ${asked}\` asks for`,
                `${asked}, in rare cases fewer`,
                off,
              )
        },
      ),
      violating: [
        { plain: plainLogprobs(probabilities(greetingEntries((one) => ({ ...one, top_logprobs: [] })))) },
        { plain: plainLogprobs(probabilities(greetingEntries(undefined, 1))) },
        { plain: plainLogprobs(probabilities(greetingEntries(undefined, 3))) },
        { streamed: streamedLogprobs((token) => probabilities([entry(token, 5)])) },
      ],
      inconclusive: [{ plain: plainLogprobs(null), streamed: streamedLogprobs(() => null) }],
    },
  },
})
