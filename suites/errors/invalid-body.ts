import { notRefused, refused } from '../../src/checks/accepted.ts'
import {
  answer,
  anyAnswer,
  brokenOff,
  chat,
  inconclusive,
  missing,
  raw,
  refusal,
  suite,
  wrong,
  type Json,
  type Observation,
  type Rule,
  type Step,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/error-codes/api-errors'

/** A body sent as it stands, so that it can be no JSON at all or lack the model. */
const rawChat = (body: string, cap: number): Step => ({
  method: 'POST',
  path: '/chat/completions',
  body,
  answer: 'any',
  cap,
})
const withMessages = (body: { [key: string]: Json }): Step => anyAnswer(chat({ ...body, max_tokens: 1 }))

const steps = {
  malformed: rawChat('{"model": "any", "messages": [{"role": "user", "content": "Say hello."}', 0),
  cutShort: rawChat('{"model": "any", "messages": [', 0),
  noMessages: withMessages({}),
  emptyMessages: withMessages({ messages: [] }),
  textMessages: withMessages({ messages: 'Say hello.' }),
  noModel: rawChat('{"messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 1}', 1),
}
type Name = keyof typeof steps

const REFUSED = refusal(400, { message: 'Invalid request', code: 'invalid_type' })

/** Nothing came back, not even a status. */
const CLOSED: ReturnType<typeof raw> = {
  ...brokenOff([], 'headers'),
  response: null,
}
const unanswered = (one: Observation | undefined): boolean =>
  one?.exchange.response === null && one.exchange.failure?.stage === 'headers'

const refusal4xx = (step: Name, level: Rule['level'], sentence: string, breaks: string): Rule<typeof steps> => ({
  level,
  sentence,
  source: SOURCE,
  breaks,
  reads: [step],
  judgesBroken: true,
  *check(observed) {
    yield* notRefused(observed[step] as Observation)
  },
  violating: [
    { [step]: answer() },
    { [step]: refusal(500, { message: 'unexpected end of JSON input', type: 'api_error' }) },
    { [step]: raw(['Bad Request'], { status: 400, headers: [['content-type', 'text/plain']] }) },
  ],
})

export default suite({
  id: 'errors/invalid-body',
  about: 'chat calls whose body is no JSON, or lacks what every call needs',
  model: 'chat',
  steps,
  conforming: {
    malformed: REFUSED,
    cutShort: REFUSED,
    noMessages: REFUSED,
    emptyMessages: REFUSED,
    textMessages: REFUSED,
    noModel: REFUSED,
  },
  rules: {
    'malformed-json': refusal4xx(
      'malformed',
      'should',
      'A body that is no JSON is refused in a 4xx.',
      'a 5xx is retried, a broken connection is reported as an outage',
    ),
    'malformed-json-answered': {
      level: 'should',
      sentence: 'A body that is no JSON gets an answer: the connection is not closed without one.',
      source: SOURCE,
      breaks: 'the SDKs report an outage and send the same body again, and the mistake is looked for in the network',
      // The server is there and answers other mistakes.
      reads: ['noMessages', 'textMessages'],
      *check({ malformed, cutShort }) {
        if (!unanswered(malformed)) return
        if (!unanswered(cutShort))
          return inconclusive('the connection was closed once, which the network may have done')
        yield missing(
          malformed,
          'status',
          'the connection was closed without an answer, twice, while other requests were answered',
          'a 4xx',
          malformed.exchange.failure?.message ?? 'no answer',
        )
      },
      violating: [{ malformed: CLOSED, cutShort: CLOSED }],
      inconclusive: [{ malformed: CLOSED }],
    },
    'missing-messages': refusal4xx(
      'noMessages',
      'should',
      'A call without `messages` is refused in a 4xx.',
      'a template bug of the app goes unnoticed: the model answers to nothing',
    ),
    'empty-messages': refusal4xx(
      'emptyMessages',
      'should',
      'A call with an empty list of messages is refused in a 4xx.',
      'an app that lost its history gets an answer to nothing',
    ),
    'wrong-type': refusal4xx(
      'textMessages',
      'should',
      'A call whose `messages` is a string is refused in a 4xx.',
      'a 5xx is retried, an answer hides the mistake',
    ),
    'missing-model': refusal4xx(
      'noModel',
      'should',
      'A call without `model` is refused in a 4xx.',
      'a forgotten setting goes unnoticed until the server has two models',
    ),
    'status-400': {
      level: 'should',
      sentence: 'The status for an invalid body is 400.',
      source: `${SOURCE}; observed: 400 with invalid_type, missing_required_parameter, empty_array`,
      breaks: 'the SDKs raise BadRequestError by it',
      reads: ['malformed', 'noMessages', 'emptyMessages', 'textMessages', 'noModel'],
      *check(observed) {
        const refusals = Object.values(observed).filter(refused)
        if (refusals.length === 0) return inconclusive('nothing was refused')
        const other = refusals.find(({ status }) => status !== 400)
        if (other) yield wrong(other, 'status', 'refused under another status', 400, other.status)
      },
      violating: [{ noMessages: refusal(422, { message: 'field required' }) }],
      inconclusive: [
        {
          malformed: answer(),
          cutShort: answer(),
          noMessages: answer(),
          emptyMessages: answer(),
          textMessages: answer(),
          noModel: answer(),
        },
      ],
    },
  },
})
