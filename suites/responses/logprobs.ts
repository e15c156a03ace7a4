import { messageItem, responseOf } from '../../fixtures/replies/response.ts'
import { isBroken, spelled } from '../../src/checks/logprobs.ts'
import { isMasked } from '../../src/checks/masked.ts'
import { asArray, isObject, type JsonObject } from '../../src/checks/reply.ts'
import { responseBodies, textParts } from '../../src/checks/responses.ts'
import {
  eachAnswer,
  json,
  refusable,
  respond,
  suite,
  ignored,
  wrong,
  type Finding,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/create'
const TOP = 2
const PATH = '$.output[].content[].logprobs'

const entry = (token: string, alternatives = TOP): Json => ({
  token,
  logprob: -0.1,
  bytes: [...Buffer.from(token)],
  top_logprobs: Array.from({ length: alternatives }, (_, at) => ({
    token: at === 0 ? token : '!',
    logprob: -0.1 - at,
    bytes: null,
  })),
})
const having = (logprobs: Json, text = 'Hello there.') => ({
  asked: json(
    responseOf([{ ...messageItem(text), content: [{ type: 'output_text', annotations: [], text, logprobs }] }]),
  ),
})
const RIGHT = [entry('Hello'), entry(' there'), entry('.')]

const entriesOf = (part: JsonObject): JsonObject[] => asArray(part['logprobs']).filter(isObject)
const spoken = (one: Observation): JsonObject[] =>
  textParts(one).filter(({ text }) => typeof text === 'string' && text !== '')
/** A plain response with text that was asked for with log probabilities. */
const asksLogprobs = (one: Observation): boolean =>
  responseBodies(one).length > 0 &&
  asArray(one.request['include']).includes('message.output_text.logprobs') &&
  spoken(one).length > 0

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
        [asksLogprobs, ({ request }) => Number(request['top_logprobs']) > 0],
        (one) => {
          const asked = Number(one.request['top_logprobs'])
          const counts = spoken(one)
            .flatMap(entriesOf)
            .map((each) => asArray(each['top_logprobs']).length)
          const off =
            counts.length === 0 ? 'no probabilities at all' : counts.find((count) => count < 1 || count > asked)
          return off === undefined
            ? undefined
            : ignored(one, `${PATH}[].top_logprobs`, 'not as many as asked for', asked, off)
        },
      ),
      conforming: [{}, having([entry('Hello', 1), entry(' there'), entry('.')])],
      violating: [
        having([]),
        having([entry('Hello', 0), entry(' there', 0), entry('.', 0)]),
        having([entry('Hello', 5), entry(' there', 5), entry('.', 5)]),
      ],
      inconclusive: [having([], '')],
    },
  },
})
