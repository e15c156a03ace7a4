import { NO_ROUTE } from '../../fixtures/replies/chat.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { isObject } from '../../src/checks/reply.ts'
import { errorEvents } from '../../src/checks/stream.ts'
import {
  answer,
  anyAnswer,
  inconclusive,
  json,
  raw,
  refusal,
  sse,
  stream,
  streamed,
  suite,
  wrong,
  wrongType,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/error-codes; observed in 7 of 7 refused streams'

/** What a server that streams its errors sends. */
const inDisguise = sse(
  [{ error: { message: 'model not found', type: 'invalid_request_error', param: null, code: null } }],
  { done: false },
)

const refused = ({ status }: Observation): boolean => status !== null && status >= 400

/** Servers with a single model may answer to any name. */
const answersAnyway = (one: Observation): boolean =>
  one.status === 200 && errorEvents(one).length === 0 && one.reply !== null

function* status(one: Observation): Generator<Finding, Inconclusive | void> {
  if (answersAnyway(one)) return inconclusive('the server did not refuse the request')
  if (one.status !== null && one.status >= 400 && one.status < 500) return
  yield wrong(one, 'status', `a client's mistake is answered with HTTP ${one.status}`, '4xx', one.status)
}

function* plain(one: Observation): Generator<Finding, Inconclusive | void> {
  if (answersAnyway(one)) return inconclusive('the server did not refuse the request')
  const isError = one.json.ok && isObject(one.json.value) && isObject(one.json.value['error'])
  if (one.stream === null && !refused(one)) return inconclusive('the server did not refuse the request')
  if (one.stream !== null || one.mediaType === 'text/event-stream') {
    yield wrong(one, 'headers.content-type', 'the error comes as an event stream', 'application/json', one.mediaType)
  } else if (refused(one) && !isError) {
    yield wrongType(one, '$.error', 'the body is no JSON error', '{"error": {…}}', one.text.slice(0, 160))
  }
}

export default suite({
  id: 'streaming/error-before',
  about: 'two requests for a stream that cannot be answered: an unknown model, and messages that are no list',
  model: 'chat',
  steps: {
    unknown: anyAnswer(streamed({ model: 'no-such-model', messages: GREETING, max_tokens: 4 })),
    malformed: anyAnswer(streamed({ messages: 'Say hello.', max_tokens: 4 })),
  },
  conforming: {
    unknown: refusal(404, { code: 'model_not_found' }),
    malformed: refusal(400, { param: 'messages', code: 'invalid_type' }),
  },
  rules: {
    'unknown-model-status': {
      level: 'should',
      sentence: 'A stream from an unknown model is refused with a 4xx status.',
      source: SOURCE,
      breaks: 'SDKs see a success and then an empty answer; retry logic has no status to go by',
      reads: ['unknown'],
      judgesBroken: true,
      check: ({ unknown }) => status(unknown),
      violating: [
        { unknown: inDisguise },
        { unknown: refusal(500) },
        { unknown: json({ error: { message: 'not found' } }) },
        { unknown: sse([]) },
      ],
      inconclusive: [{ unknown: stream() }, { unknown: answer() }],
    },
    'unknown-model-json': {
      level: 'should',
      sentence: 'The refusal is a plain JSON error and no event stream.',
      source: SOURCE,
      breaks:
        'SDKs read `error.message` from the body of a failed request: without it users see "400 status code (no body)"',
      reads: ['unknown'],
      judgesBroken: true,
      check: ({ unknown }) => plain(unknown),
      violating: [
        { unknown: inDisguise },
        { unknown: sse([{ error: { message: 'model not found' } }], { status: 404, done: false }) },
        { unknown: NO_ROUTE },
        {
          unknown: json(
            { error: { message: 'not found' } },
            { status: 404, headers: [['content-type', 'text/event-stream']] },
          ),
        },
      ],
      conforming: [
        {},
        {
          unknown: json(
            { error: { message: 'not found' } },
            { status: 404, headers: [['content-type', 'application/json; charset=utf-8']] },
          ),
        },
      ],
      inconclusive: [{ unknown: stream() }],
    },
    'malformed-status': {
      level: 'should',
      sentence: 'A stream request that is malformed is refused with a 4xx status.',
      source: SOURCE,
      breaks: 'a 5xx makes SDKs send the same mistake three times; a 200 hides it',
      reads: ['malformed'],
      judgesBroken: true,
      check: ({ malformed }) => status(malformed),
      violating: [{ malformed: inDisguise }, { malformed: refusal(500) }],
      inconclusive: [{ malformed: stream() }],
    },
    'malformed-json': {
      level: 'should',
      sentence: 'That refusal, too, is a plain JSON error and no event stream.',
      source: SOURCE,
      breaks: 'SDKs read `error.message` from the body of a failed request',
      reads: ['malformed'],
      judgesBroken: true,
      check: ({ malformed }) => plain(malformed),
      violating: [
        { malformed: inDisguise },
        { malformed: raw(['Bad Request'], { status: 400, headers: [['content-type', 'text/plain']] }) },
      ],
      inconclusive: [{ malformed: stream() }],
    },
  },
})
