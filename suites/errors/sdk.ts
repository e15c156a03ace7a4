import { NO_SUCH_MODEL } from '../../fixtures/sent/models.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import {
  answer,
  anyAnswer,
  chat,
  inconclusive,
  json,
  raw,
  refusal,
  respond,
  suite,
  throughSdk,
  withHeaders,
  missing,
  wrong,
  type Finding,
  type Inconclusive,
  type Observation,
  type Rule,
} from '../../src/define/index.ts'

const SOURCE = 'https://github.com/openai/openai-node#handling-errors'
const UNKNOWN = chat({ model: NO_SUCH_MODEL, messages: GREETING, max_tokens: 1 })

const steps = {
  unknown: anyAnswer(throughSdk('create', UNKNOWN)),
  streamed: anyAnswer(
    throughSdk('iterate', {
      ...UNKNOWN,
      body: { model: NO_SUCH_MODEL, messages: GREETING, max_tokens: 1, stream: true },
    }),
  ),
  invalid: anyAnswer(throughSdk('create', chat({ messages: 'Say hello.', max_tokens: 1 }))),
  wrongKey: {
    ...anyAnswer(
      withHeaders(
        { authorization: 'Bearer sk-wrong' },
        throughSdk('create', chat({ messages: GREETING, max_tokens: 1 })),
      ),
    ),
    withoutKey: true,
  },
  response: anyAnswer(
    throughSdk(
      'respond-iterate',
      respond({ model: NO_SUCH_MODEL, input: 'Say hello.', max_output_tokens: 16, stream: true }),
    ),
  ),
}
type Name = keyof typeof steps

function* thrownAs(one: Observation, names: string[]): Generator<Finding, Inconclusive | void> {
  const { sdk, status } = one
  if (!sdk || status === null) return inconclusive('no answer reached the SDK')
  if (sdk.ok && status < 300 && one.reply) return inconclusive('the call was answered')
  // Whatever is asked of an endpoint that is not there gets this error.
  if (status === 404 && !one.json.ok) return inconclusive('the endpoint may not be there')
  const actual = sdk.ok ? 'no error' : sdk.error.name
  if (!names.includes(actual))
    yield wrong(
      one,
      'status',
      `the caller gets ${sdk.ok ? 'a value' : `${actual}: ${sdk.error.message}`}`,
      names.join(' or '),
      actual,
    )
}

const classRule = (
  step: Name,
  names: string[],
  sentence: string,
  breaks: string,
  violating: Rule['violating'],
  open: NonNullable<Rule['inconclusive']> = [],
): Rule<typeof steps> => ({
  level: 'should',
  sentence,
  source: SOURCE,
  breaks,
  reads: [step],
  judgesBroken: true,
  check: (observed) => thrownAs(observed[step], names),
  violating: violating as Rule<typeof steps>['violating'],
  inconclusive: [{ [step]: answer() }, ...open],
})

const ABSENT = refusal(404, { message: `The model '${NO_SUCH_MODEL}' does not exist.`, code: 'model_not_found' })
const INVALID = refusal(400, { message: "Invalid type for 'messages'.", param: 'messages', code: 'invalid_type' })
const WRONG_KEY = refusal(401, { message: 'Incorrect API key provided.', code: 'invalid_api_key' })
const NO_RESPONSE = refusal(400, {
  message: `The requested model '${NO_SUCH_MODEL}' does not exist.`,
  param: 'model',
  code: 'model_not_found',
})
const NO_ENDPOINT = raw(['404 page not found'], { status: 404 })
const IN_DISGUISE = json({ error: { message: 'model not found' } })

export default suite({
  id: 'errors/sdk',
  about:
    'an unknown model, plain, streamed, and for a response, messages that are no list, and a wrong key, through the official SDK',
  model: 'chat',
  steps,
  conforming: { unknown: ABSENT, streamed: ABSENT, invalid: INVALID, wrongKey: WRONG_KEY, response: NO_RESPONSE },
  rules: {
    'unknown-model': classRule(
      'unknown',
      ['NotFoundError'],
      'The SDK throws NotFoundError for an unknown model.',
      '`catch (e) { if (e instanceof OpenAI.NotFoundError) … }` pulls or changes the model',
      [{ unknown: refusal(400) }, { unknown: refusal(500) }, { unknown: IN_DISGUISE }],
    ),
    'unknown-model-streamed': classRule(
      'streamed',
      ['NotFoundError'],
      'The SDK throws NotFoundError for a stream from an unknown model.',
      'the loop over the stream ends without a chunk and without an error',
      [
        { streamed: refusal(400) },
        { streamed: raw(['data: [DONE]\n\n'], { headers: [['content-type', 'text/event-stream']] }) },
      ],
    ),
    'invalid-body': classRule(
      'invalid',
      ['BadRequestError', 'UnprocessableEntityError'],
      'The SDK throws BadRequestError for an invalid body.',
      'InternalServerError is retried twice and reported as an outage',
      [{ invalid: refusal(500) }, { invalid: refusal(404) }, { invalid: IN_DISGUISE }],
    ),
    'wrong-key': classRule(
      'wrongKey',
      ['AuthenticationError'],
      'The SDK throws AuthenticationError for a wrong key.',
      'apps that ask for a new key; any other class is taken for a wrong address, or retried',
      [{ wrongKey: refusal(400) }, { wrongKey: refusal(403) }, { wrongKey: refusal(500) }],
    ),
    'unknown-model-response': classRule(
      'response',
      ['BadRequestError', 'NotFoundError'],
      'The SDK throws BadRequestError or NotFoundError for a streamed response of an unknown model.',
      'the loop over the events ends without one and without an error',
      [{ response: refusal(500) }, { response: raw([''], { headers: [['content-type', 'text/event-stream']] }) }],
      [{ response: NO_ENDPOINT }],
    ),
    'message-shown': {
      level: 'should',
      source: SOURCE,
      judgesBroken: true,
      sentence: 'The message of the thrown error says what the server said.',
      breaks: 'users see "404 status code (no body)" or raw JSON and cannot tell a typing error from an outage',
      *check(observed) {
        const thrown = Object.values(observed).flatMap((one) =>
          one.sdk && !one.sdk.ok && (one.status ?? 0) >= 400 && (one.status ?? 0) <= 599
            ? [{ one, message: one.sdk.error.message }]
            : [],
        )
        if (thrown.length === 0) return inconclusive('no call was refused')
        for (const { one, message } of thrown) {
          if (/\(no body\)|undefined|\[object Object\]|^\d+ *[{[<"]/.test(message))
            yield missing(
              one,
              '$.error.message',
              'the caller is not told what is wrong',
              'the words of the server',
              message.slice(0, 200),
            )
        }
      },
      violating: [
        { unknown: raw([''], { status: 404 }) },
        { invalid: json({ detail: 'field required' }, { status: 422 }) },
        { unknown: json([{ error: { message: 'not found' } }], { status: 404 }) },
      ],
      inconclusive: [
        { unknown: answer(), streamed: answer(), invalid: answer(), wrongKey: answer(), response: answer() },
      ],
    },
  },
})
