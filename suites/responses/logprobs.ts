import { messageItem, responseOf } from '../../fixtures/replies/response.ts'
import { asArray, isObject, type JsonObject } from '../../src/checks/reply.ts'
import { textParts } from '../../src/checks/responses.ts'
import {
  inconclusive,
  json,
  refusable,
  respond,
  suite,
  ignored,
  wrong,
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
const joined = (entries: JsonObject[]): string =>
  entries.map(({ token }) => (typeof token === 'string' ? token : '')).join('')

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
      *check({ asked }) {
        const parts = spoken(asked)
        if (parts.length === 0) return inconclusive('the model said nothing')
        for (const part of parts) {
          const entries = entriesOf(part)
          if (entries.length === 0) yield ignored(asked, PATH, 'none came', 'one a token', part['logprobs'] ?? 'absent')
          else if (joined(entries) !== part['text'])
            yield wrong(asked, PATH, 'the tokens add up to another text', part['text'], joined(entries))
        }
      },
      violating: [having([]), having(null), having([entry('Hello')])],
      inconclusive: [having([], '')],
    },
    alternatives: {
      level: 'should',
      source: `${SOURCE}#responses-create-top_logprobs`,
      parameter: 'responses.top_logprobs',
      sentence: `With \`top_logprobs: ${TOP}\` each token has up to ${TOP} likely ones beside it.`,
      breaks: 'graders that compare the probability of "yes" with that of "no"',
      *check({ asked }) {
        const entries = spoken(asked).flatMap(entriesOf)
        if (spoken(asked).length === 0) return inconclusive('the model said nothing')
        const counts = entries.map((one) => asArray(one['top_logprobs']).length)
        const off = counts.find((count) => count < 1 || count > TOP)
        if (entries.length === 0 || off !== undefined)
          yield ignored(
            asked,
            `${PATH}[].top_logprobs`,
            'not as many as asked for',
            TOP,
            off ?? 'no probabilities at all',
          )
      },
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
