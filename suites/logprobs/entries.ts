import {
  entry,
  greetingEntries,
  plainLogprobs,
  probabilities,
  streamedLogprobs,
} from '../../fixtures/replies/logprobs.ts'
import { LOGPROBS_CALL } from '../../fixtures/sent/calls.ts'
import { aboveZero, number, otherBytes, unsorted, type EntryFault } from '../../src/checks/logprob-faults.ts'
import {
  alternatives,
  asksLogprobs,
  entries,
  hasEntries,
  LOGPROBS,
  NO_ENTRIES,
  saysText,
  spelled,
  withEntries,
} from '../../src/checks/logprobs.ts'
import { choicesOf, isChatReply } from '../../src/checks/pool.ts'
import { finishReason, text, type JsonObject } from '../../src/checks/reply.ts'
import { textTokens } from '../../src/checks/tokens.ts'
import {
  chat,
  eachAnswer,
  finding,
  inconclusive,
  refusable,
  streamed,
  suite,
  wrong,
  type Finding,
  type Observation,
  type Traffic,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-choices'
/** Two log probabilities that differ by more are not of one token. */
const SAME = 0.01

/** Judges each entry of every answer; the first faulty one of each is the evidence. */
const eachEntry = (fault: (entry: JsonObject) => EntryFault | undefined): Traffic =>
  eachAnswer(NO_ENTRIES, [isChatReply, hasEntries], (one) => firstFault(one, fault))

/** The first faulty entry of an answer. */
function firstFault(one: Observation, fault: (entry: JsonObject) => EntryFault | undefined): Finding | undefined {
  const faults = entries(one).map(fault)
  const at = faults.findIndex((found) => found !== undefined)
  const { in: place = '', ...found } = faults[at] ?? { message: '', expected: null, actual: null }
  return at < 0
    ? undefined
    : finding(one, { kind: 'wrong-value', path: `${LOGPROBS}.content[${at}]${place}`, ...found })
}

/** A token that should be among its own alternatives, and is not, or as another number. */
function unlisted(one: JsonObject): EntryFault | undefined {
  const listed = alternatives(one)
  const self = listed.find(({ token }) => token === one['token'])
  const least = Math.min(...listed.map(({ logprob }) => number(logprob)))
  if (!self)
    return number(one['logprob']) > least + SAME
      ? {
          in: '.top_logprobs',
          message: 'the token itself is not listed, and less likely ones are',
          expected: one['token'],
          actual: listed.map(({ token }) => token),
        }
      : undefined
  return Math.abs(number(self['logprob']) - number(one['logprob'])) > SAME
    ? {
        in: '.top_logprobs',
        message: 'listed with another log probability',
        expected: one['logprob'],
        actual: self['logprob'],
      }
    : undefined
}

/** Both answers with the same change to each entry, and without any. */
const changed = (change: (one: ReturnType<typeof entry>) => ReturnType<typeof entry>) => [
  { plain: plainLogprobs(probabilities(greetingEntries(change))) },
  { streamed: streamedLogprobs((token) => probabilities([change(entry(token))])) },
]
const NONE = [{ plain: plainLogprobs(null), streamed: streamedLogprobs(() => null) }]

export default suite({
  id: 'logprobs/entries',
  about: 'the log probabilities of a greeting, plain and streamed',
  model: 'chat',
  answered: 'should',
  steps: { plain: refusable(chat(LOGPROBS_CALL)), streamed: refusable(streamed(LOGPROBS_CALL)) },
  conforming: {
    plain: plainLogprobs(probabilities(greetingEntries())),
    streamed: streamedLogprobs((token) => probabilities([entry(token)])),
  },
  rules: {
    'bytes-are-the-token': {
      level: 'should',
      sentence: 'The bytes of a token are the token in UTF-8; they may be null.',
      source: SOURCE,
      breaks: 'clients that join bytes, since a character may be split between tokens',
      parameter: 'chat.logprobs',
      traffic: eachEntry(otherBytes),
      violating: changed((one) => ({ ...one, bytes: [63] })),
      conforming: [
        {},
        ...changed((one) => ({ ...one, bytes: null })),
        ...changed((one) => ({ ...one, token: '\\xf0\\x9f', bytes: [240, 159] })),
      ],
      inconclusive: NONE,
    },
    'never-positive': {
      level: 'should',
      sentence: 'A log probability is 0 at most.',
      source: SOURCE,
      breaks: 'perplexities and confidences come out above 1',
      parameter: 'chat.logprobs',
      traffic: eachEntry(aboveZero),
      violating: [
        ...changed((one) => ({ ...one, logprob: 0.6 })),
        ...changed((one) => ({ ...one, top_logprobs: [{ token: 'a', logprob: 0.9, bytes: [97] }] })),
      ],
      conforming: [{}, ...changed((one) => ({ ...one, logprob: 0 }))],
      inconclusive: NONE,
    },
    'likeliest-first': {
      level: 'should',
      sentence: 'The alternatives stand in order, the likeliest first.',
      source: `${SOURCE}; observed in all answers with alternatives`,
      breaks: 'classifiers that take the first alternative for the best one',
      parameter: 'chat.top_logprobs',
      traffic: eachEntry(unsorted),
      violating: changed((one) => ({ ...one, top_logprobs: [one['top_logprobs'] ?? []].flat().toReversed() })),
      inconclusive: NONE,
    },
    'chosen-is-listed': {
      level: 'should',
      sentence: 'A token that is likelier than the last of its alternatives is among them, with the same probability.',
      source: `${SOURCE}; a server has been seen that sends one list for all tokens (sgl-project/sglang#5761)`,
      breaks: 'views and confidences that compare a token with what else there was',
      parameter: 'chat.top_logprobs',
      traffic: eachAnswer(
        NO_ENTRIES,
        [isChatReply, (one) => entries(one).some((each) => alternatives(each).length > 0)],
        (one) => firstFault(one, unlisted),
      ),
      violating: [
        ...changed((one) => ({ ...one, top_logprobs: [{ token: '#', logprob: -3, bytes: [35] }] })),
        ...changed((one) => ({ ...one, logprob: -2.5 })),
      ],
      conforming: [{}, ...changed((one) => ({ ...one, top_logprobs: [] }))],
      inconclusive: NONE,
    },
    'one-each-token': {
      level: 'should',
      sentence: 'An answer that the cap cut has an entry for each token that is counted.',
      source: `${SOURCE}; observed in all answers cut by \`max_tokens\``,
      breaks: 'scores of whole answers leave out what has no entry',
      parameter: 'chat.logprobs',
      traffic: eachAnswer(
        'no answer with log probabilities was cut, so that the end of it is counted as well',
        [asksLogprobs, hasEntries, saysText, (one) => choicesOf(one).length === 1 && finishReason(one) === 'length'],
        (one) => {
          const [count, given] = [textTokens(one), entries(one).length]
          if (count === undefined) return inconclusive('the tokens of the text are not counted')
          return given === count
            ? undefined
            : wrong(one, `${LOGPROBS}.content`, `${given} entries for ${count} tokens`, count, given)
        },
      ),
      violating: [{ plain: plainLogprobs(probabilities(greetingEntries().slice(1))) }],
      inconclusive: [...NONE, { plain: plainLogprobs(probabilities(greetingEntries()), { finish: 'stop' }) }],
    },
    'streamed-alike': {
      level: 'should',
      sentence: 'A stream brings the entries of the plain answer, where the text is the same.',
      source: 'https://platform.openai.com/docs/api-reference/chat-streaming/streaming',
      breaks: 'live views that show other tokens than the log does',
      parameter: 'chat.logprobs',
      *check({ plain, streamed: events }) {
        if (withEntries([plain, events]).length < 2) return inconclusive(NO_ENTRIES)
        if (text(plain) !== text(events)) return inconclusive('the streamed text is another one')
        const [whole, pieces] = [entries(plain), entries(events)]
        if (pieces.length === whole.length && spelled(pieces) === spelled(whole)) return
        yield wrong(
          events,
          'events[].choices[0].logprobs',
          `${pieces.length} entries in the stream, ${whole.length} in the plain answer to the same text`,
          whole.map(({ token }) => token),
          pieces.map(({ token }) => token),
        )
      },
      violating: [
        { streamed: streamedLogprobs((token, at) => (at === 1 ? null : probabilities([entry(token)]))) },
        {
          streamed: streamedLogprobs((token, at) =>
            probabilities(at === 1 ? [entry(token), entry(token)] : [entry(token)]),
          ),
        },
      ],
      inconclusive: [...NONE, { streamed: streamedLogprobs((token) => probabilities([entry(token)]), ['Hi', ' you']) }],
    },
  },
})
