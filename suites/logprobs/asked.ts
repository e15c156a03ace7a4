import {
  entry,
  greetingEntries,
  plainLogprobs,
  probabilities,
  streamedLogprobs,
} from '../../fixtures/replies/logprobs.ts'
import { ALTERNATIVES, LOGPROBS_CALL } from '../../fixtures/sent/calls.ts'
import { entries, isBroken, LOGPROBS, NO_ENTRIES, spelled, withEntries } from '../../src/checks/logprobs.ts'
import { asArray, text } from '../../src/checks/reply.ts'
import {
  answerWith,
  chat,
  inconclusive,
  refusable,
  streamed,
  streamWith,
  suite,
  ignored,
  wrong,
  type Finding,
  type Inconclusive,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-logprobs'

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
      *check({ plain, streamed: events }): Generator<Finding, Inconclusive | void> {
        if (text(plain) === '' && text(events) === '') return inconclusive('the model said nothing')
        for (const one of [plain, events]) {
          if (text(one) !== '' && entries(one).length === 0)
            yield ignored(one, LOGPROBS, '`logprobs` changed nothing', 'an entry for each token', 'none')
        }
      },
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
      sentence: 'The tokens joined are the text of the answer.',
      source: SOURCE,
      breaks: 'views that colour the text by probability',
      parameter: 'chat.logprobs',
      *check({ plain, streamed: events }) {
        const given = withEntries([plain, events])
        if (given.length === 0) return inconclusive(NO_ENTRIES)
        for (const one of given.filter((answer) => !isBroken(spelled(entries(answer))))) {
          const said = spelled(entries(one))
          if (!said.startsWith(text(one))) yield wrong(one, LOGPROBS, 'the tokens are not the text', text(one), said)
        }
      },
      violating: [{ plain: plainLogprobs(probabilities([entry('Bye')])) }],
      inconclusive: [{ plain: plainLogprobs(null), streamed: streamedLogprobs(() => null) }],
    },
    'as-many-alternatives': {
      level: 'should',
      sentence: 'Each token comes with at most as many alternatives as asked for, and with at least one.',
      source: SOURCE,
      breaks: 'tables of alternatives, and clients that read top_logprobs[0]',
      parameter: 'chat.top_logprobs',
      *check({ plain, streamed: events }) {
        const given = withEntries([plain, events])
        if (given.length === 0) return inconclusive(NO_ENTRIES)
        for (const one of given) {
          const counts = entries(one).map(({ top_logprobs }) => asArray(top_logprobs).length)
          const off = counts.find((count) => count < 1 || count > ALTERNATIVES)
          if (off !== undefined)
            yield wrong(
              one,
              `${LOGPROBS}.content[].top_logprobs`,
              `not what \`top_logprobs: ${ALTERNATIVES}\` asks for`,
              `1 to ${ALTERNATIVES}`,
              off,
            )
        }
      },
      violating: [{ plain: plainLogprobs(probabilities(greetingEntries((one) => ({ ...one, top_logprobs: [] })))) }],
      inconclusive: [{ plain: plainLogprobs(null), streamed: streamedLogprobs(() => null) }],
    },
  },
})
