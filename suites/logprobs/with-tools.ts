import {
  entry,
  greetingEntries,
  plainLogprobs,
  probabilities,
  streamedLogprobs,
} from '../../fixtures/replies/logprobs.ts'
import { MADRID } from '../../fixtures/replies/tool.ts'
import { LOGPROBS_CALL } from '../../fixtures/sent/calls.ts'
import { WEATHER } from '../../fixtures/sent/tools.ts'
import { entries, isBroken, LOGPROBS, NO_ENTRIES, spelled } from '../../src/checks/logprobs.ts'
import { finishReason, text, toolCalls } from '../../src/checks/reply.ts'
import { textTokens } from '../../src/checks/tokens.ts'
import {
  answer,
  chat,
  inconclusive,
  missing,
  refusable,
  streamed,
  suite,
  wrong,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-choices'
const WITH_TOOLS = { ...LOGPROBS_CALL, tools: [WEATHER] }

/** How many tokens of an answer that the limit cut have no entry; undefined where that cannot be told. */
function lacking(one: Observation): number | undefined {
  const count = finishReason(one) === 'length' ? textTokens(one) : undefined
  return count === undefined ? undefined : count - entries(one).length
}

/** Findings where entries are missing that come without tools. */
function* uncovered(control: Observation, one: Observation): Generator<Finding, Inconclusive | void> {
  if (entries(control).length === 0) return inconclusive(`${NO_ENTRIES}, with or without tools`)
  if (toolCalls(one).length > 0 || text(one) === '') return inconclusive('the model did not answer in a text')
  const [given, said] = [entries(one), spelled(entries(one))]
  if (given.length === 0)
    yield missing(one, `${LOGPROBS}.content`, 'no log probabilities beside tools', 'an entry for each token', 'none')
  else if (lacking(control) === 0 && (lacking(one) ?? 0) > 0)
    yield wrong(one, `${LOGPROBS}.content`, `${lacking(one)} tokens have no entry`, textTokens(one), given.length)
  else if (!isBroken(said) && !said.startsWith(text(one)))
    yield wrong(one, `${LOGPROBS}.content`, 'the tokens are not the text', text(one), said)
}

const none = { plain: plainLogprobs(null), streamed: streamedLogprobs(() => null) }

export default suite({
  id: 'logprobs/with-tools',
  about: 'the log probabilities of a greeting where a tool is declared, plain and streamed',
  model: 'tools',
  answered: 'should',
  steps: {
    // A request of `logprobs/entries`.
    control: { ...refusable(chat(LOGPROBS_CALL)), model: 'chat' },
    plain: refusable(chat(WITH_TOOLS)),
    streamed: refusable(streamed(WITH_TOOLS)),
  },
  conforming: {
    control: plainLogprobs(probabilities(greetingEntries())),
    plain: plainLogprobs(probabilities(greetingEntries())),
    streamed: streamedLogprobs((token) => probabilities([entry(token)])),
  },
  rules: {
    plain: {
      level: 'should',
      sentence: 'Where tools are declared, the log probabilities of a text have an entry for each of its tokens.',
      source: SOURCE,
      breaks: 'scores of whole answers leave out what has no entry',
      parameter: 'chat.logprobs',
      reads: ['control', 'plain'],
      *check({ control, plain }) {
        return yield* uncovered(control, plain)
      },
      violating: [
        { plain: none.plain },
        { plain: plainLogprobs(probabilities(greetingEntries().slice(1))) },
        { plain: plainLogprobs(probabilities(greetingEntries().slice(2)), { finish: 'stop' }) },
      ],
      inconclusive: [{ control: none.plain, plain: none.plain }, { plain: answer({ toolCalls: [MADRID] }) }],
    },
    streamed: {
      level: 'should',
      sentence: 'Where tools are declared, a streamed text has the log probabilities of each of its tokens.',
      source: SOURCE,
      breaks: 'views that colour the text by probability lose its beginning',
      parameter: 'chat.logprobs',
      reads: ['control', 'streamed'],
      *check({ control, streamed: events }) {
        return yield* uncovered(control, events)
      },
      violating: [
        { streamed: none.streamed },
        { streamed: streamedLogprobs((token, at) => (at === 0 ? null : probabilities([entry(token)]))) },
      ],
      inconclusive: [{ control: none.plain, streamed: none.streamed }],
    },
  },
})
