import { messageItem, responseOf, streamedResponse } from '../../fixtures/replies/response.ts'
import { aboveZero, otherBytes, unsorted, type EntryFault } from '../../src/checks/logprob-faults.ts'
import { alternatives, isBroken, spelled } from '../../src/checks/logprobs.ts'
import { isMasked } from '../../src/checks/masked.ts'
import { asArray, isObject, type JsonObject } from '../../src/checks/reply.ts'
import { eventsIn } from '../../src/checks/response-stream.ts'
import { givesResponse, responseBodies, textParts } from '../../src/checks/responses.ts'
import {
  eachAnswer,
  finding,
  inconclusive,
  json,
  refusable,
  respond,
  suite,
  ignored,
  wrong,
  type Finding,
  type Json,
  type Observation,
  type Traffic,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/create'
const TOP = 2
const PATH = '$.output[].content[].logprobs'

const entry = (token: string, count = TOP): { [key: string]: Json } => ({
  token,
  logprob: -0.1,
  bytes: [...Buffer.from(token)],
  top_logprobs: Array.from({ length: count }, (_, at) => ({
    token: at === 0 ? token : '!',
    logprob: -0.1 - at,
    bytes: null,
  })),
})
const holding = (logprobs: Json, text = 'Hello there.') =>
  responseOf([{ ...messageItem(text), content: [{ type: 'output_text', annotations: [], text, logprobs }] }])
const having = (logprobs: Json, text?: string) => ({ asked: json(holding(logprobs, text)) })
/** All entries with the same change, in a plain response and in a stream. */
const changed = (change: { [key: string]: Json }) => {
  const all = RIGHT.map((one) => ({ ...one, ...change }))
  return [having(all), { asked: streamedResponse(holding(all)) }]
}
const RIGHT = [entry('Hello'), entry(' there'), entry('.')]

const entriesOf = (part: JsonObject): JsonObject[] => asArray(part['logprobs']).filter(isObject)
const spoken = (one: Observation): JsonObject[] =>
  textParts(one).filter(({ text }) => typeof text === 'string' && text !== '')
/** A plain response with text that was asked for with log probabilities. */
const asksLogprobs = (one: Observation): boolean =>
  responseBodies(one).length > 0 &&
  asArray(one.request['include']).includes('message.output_text.logprobs') &&
  spoken(one).length > 0

/** The entries of a response: of its texts, and of the events that bring them. */
const everyEntry = (one: Observation): JsonObject[] =>
  givesResponse(one)
    ? [
        ...textParts(one),
        ...eventsIn(one, 'response.output_text.delta', 'response.output_text.done').map(({ event }) => event),
      ].flatMap(entriesOf)
    : []
const NONE = 'no log probabilities came'

/** Judges each entry of every response; the first faulty one of each is the evidence. */
const eachEntry = (fault: (entry: JsonObject) => EntryFault | undefined): Traffic =>
  eachAnswer(NONE, [(one) => everyEntry(one).length > 0], (one) => {
    const [found] = everyEntry(one).flatMap((each) => fault(each) ?? [])
    if (!found) return undefined
    const { in: place, ...what } = found
    return finding(one, { kind: 'wrong-value', path: `${PATH}[]${place}`, ...what })
  })

/** How many alternatives a request asks for. */
const mostOf = ({ request }: Observation): number => Number(request['top_logprobs'] ?? 0)

/** The entries of a part do not come, or spell another text. */
function partFault(one: Observation, part: JsonObject): Finding | undefined {
  const [entries, said] = [entriesOf(part), String(part['text'])]
  if (entries.length === 0) return ignored(one, PATH, 'none came', 'one a token', part['logprobs'] ?? 'absent')
  const told = spelled(entries)
  return isMasked(said) || isBroken(told) || told === said
    ? undefined
    : wrong(one, PATH, 'the tokens add up to another text', said, told)
}

export default suite({
  id: 'responses/logprobs',
  about: 'a response with the probabilities of its words, and of two others for each',
  model: 'chat',
  answered: 'should',
  steps: {
    asked: refusable(
      respond({
        input: 'Say hello.',
        include: ['message.output_text.logprobs'],
        top_logprobs: TOP,
        max_output_tokens: 16,
      }),
    ),
  },
  conforming: having(RIGHT),
  rules: {
    included: {
      level: 'should',
      source: `${SOURCE}#responses-create-include`,
      parameter: 'responses.include',
      sentence:
        'With `message.output_text.logprobs` in `include` each part of the text has the probabilities of its tokens, which add up to it.',
      breaks: 'classifiers and graders that go by the probability of the answer see an empty list',
      traffic: eachAnswer('no response with text was asked for with log probabilities', asksLogprobs, (one) =>
        spoken(one).flatMap((part) => partFault(one, part) ?? []),
      ),
      violating: [having([]), having(null), having([entry('Hello')])],
      inconclusive: [having([], '')],
    },
    alternatives: {
      level: 'should',
      source: `${SOURCE}#responses-create-top_logprobs`,
      parameter: 'responses.top_logprobs',
      sentence:
        'With `top_logprobs` each token of a response has at most as many likely ones beside it, and at least one.',
      breaks: 'graders that compare the probability of "yes" with that of "no"',
      traffic: eachAnswer(
        'no response with text was asked for with alternatives',
        [(one) => everyEntry(one).length > 0 || (asksLogprobs(one) && mostOf(one) > 0)],
        (one) => {
          const [asked, counts] = [mostOf(one), everyEntry(one).map((each) => alternatives(each).length)]
          const off =
            counts.length === 0
              ? 'no probabilities at all'
              : counts.find((count) => count > asked || (count === 0 && asked > 0))
          if (off !== undefined) return ignored(one, `${PATH}[].top_logprobs`, 'not as many as asked for', asked, off)
          return asked > 0 ? undefined : inconclusive('no alternatives were asked for')
        },
      ),
      conforming: [{}, having([entry('Hello', 1), entry(' there'), entry('.')])],
      violating: [
        having([]),
        having([entry('Hello', 0), entry(' there', 0), entry('.', 0)]),
        having([entry('Hello', 5), entry(' there', 5), entry('.', 5)]),
        { asked: streamedResponse(holding([entry('Hello', 5)])) },
      ],
      inconclusive: [having([], '')],
    },
    'bytes-are-the-token': {
      level: 'should',
      source: 'https://platform.openai.com/docs/api-reference/responses/object#responses/object-output',
      parameter: 'responses.include',
      sentence: 'The bytes of a token in the log probabilities of a response are the token in UTF-8; they may be null.',
      breaks: 'clients that join bytes, since a character may be split between tokens',
      traffic: eachEntry(otherBytes),
      violating: changed({ bytes: [63] }),
      conforming: [{}, ...changed({ bytes: null })],
      inconclusive: [having([])],
    },
    'never-positive': {
      level: 'should',
      source: 'https://platform.openai.com/docs/api-reference/responses/object#responses/object-output',
      parameter: 'responses.include',
      sentence: 'A log probability in a response is 0 at most.',
      breaks: 'perplexities and confidences come out above 1',
      traffic: eachEntry(aboveZero),
      violating: changed({ logprob: 0.6 }),
      conforming: [{}, ...changed({ logprob: 0 })],
      inconclusive: [having([])],
    },
    'likeliest-first': {
      level: 'should',
      source: `${SOURCE}#responses-create-top_logprobs`,
      parameter: 'responses.top_logprobs',
      sentence: 'The alternatives to a token of a response stand in order, the likeliest first.',
      breaks: 'classifiers that take the first alternative for the best one',
      traffic: eachEntry(unsorted),
      violating: changed({ top_logprobs: [-2, -1].map((logprob) => ({ token: '!', logprob, bytes: null })) }),
      inconclusive: [having([])],
    },
  },
})
