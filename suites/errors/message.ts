import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { errorOf } from '../../src/checks/errors.ts'
import { asksNative } from '../../src/checks/pool.ts'
import {
  anyAnswer,
  chat,
  json,
  raw,
  refusal,
  suite,
  each,
  eachAnswer,
  wrong,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/error-codes/api-errors'
const REFUSED_NOTHING = 'no request of the run was refused'
const MESSAGE = '$.error.message'
/** Words of the program that only its authors can read. */
const INTERNALS =
  /cannot unmarshal|Go (struct|value)|json: |nil pointer|goroutine \d|Traceback \(most recent|std::|\.(cpp|go|py|rs|js):\d+|serde|\bEOF$|type=value_error|\[json\.exception/

/** The message of an error of the API. */
function messageOf(one: Observation): string | undefined {
  const { message } = errorOf(one)
  return (one.status ?? 0) >= 400 && !asksNative(one) && typeof message === 'string' ? message : undefined
}

/** A JSON object or list, on its own or behind a few words. */
function holdsDocument(message: string): boolean {
  const start = message.search(/[{[]\s*["{]/)
  if (start < 0) return false
  try {
    return typeof JSON.parse(message.slice(start)) === 'object'
  } catch {
    return false
  }
}

const BOGUS = { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'bogus' } } }
const TOLD = refusal(400, {
  message: "Invalid schema for response_format 'answer': 'bogus' is not valid.",
  param: 'response_format',
  code: 'invalid_json_schema',
})

export default suite({
  id: 'errors/message',
  about: 'a chat call with an invalid schema, and one whose temperature is a text',
  model: 'chat',
  steps: {
    schema: anyAnswer(chat({ ...CHAT_CALL, response_format: BOGUS })),
    type: anyAnswer(chat({ ...CHAT_CALL, temperature: 'no-such-value' })),
  },
  conforming: { schema: TOLD, type: TOLD },
  rules: {
    'no-json-inside': {
      level: 'should',
      sentence: '`error.message` is a sentence, and no JSON document of a server behind.',
      source: `${SOURCE}; observed in no error of the service`,
      breaks:
        'users are shown raw JSON; code that reads `error.message` for "context length" finds an envelope in an envelope',
      traffic: each(REFUSED_NOTHING, messageOf, (message, one) =>
        holdsDocument(message)
          ? wrong(one, MESSAGE, 'the message is itself a JSON document', 'a sentence', message.slice(0, 200))
          : undefined,
      ),
      violating: [
        {
          schema: refusal(400, {
            message:
              '{"error":{"code":400,"message":"Field \'json_schema\' is invalid","type":"invalid_request_error"}}',
          }),
        },
        { schema: refusal(400, { message: 'litellm.BadRequestError: {"error": {"message": "bad schema"}}' }) },
        { type: refusal(422, { message: '[{"loc": ["body", "temperature"], "msg": "not a number"}]' }) },
      ],
      conforming: [{}, { type: refusal(400, { message: 'Expected {"type": "function"} in tools.' }) }],
      inconclusive: [
        { schema: json({ error: 'bad' }, { status: 400 }), type: json({ error: 'bad' }, { status: 400 }) },
      ],
    },
    'no-internals': {
      level: 'may',
      sentence: '`error.message` speaks of the request, not of the insides of the server.',
      source: `${SOURCE}; observed in no error of the service`,
      breaks: 'users are shown words such as "cannot unmarshal string into Go struct field" and take it for a crash',
      traffic: each(REFUSED_NOTHING, messageOf, (message, one) =>
        INTERNALS.test(message)
          ? wrong(one, MESSAGE, 'told in words of the program', 'a sentence about the request', message.slice(0, 200))
          : undefined,
      ),
      violating: [
        {
          type: refusal(400, {
            message:
              'json: cannot unmarshal string into Go struct field ChatCompletionRequest.temperature of type float64',
          }),
        },
        { type: refusal(400, { message: '[json.exception.type_error.302] type must be number, but is string' }) },
        { schema: refusal(500, { message: 'Traceback (most recent call last): …' }) },
      ],
      inconclusive: [
        { schema: json({ error: 'bad' }, { status: 400 }), type: json({ error: 'bad' }, { status: 400 }) },
      ],
    },
    'sent-as-json': {
      level: 'should',
      sentence: 'A JSON error has the media type application/json.',
      // Wrong keys are turned away at the edge, which says text/plain at times.
      source: `${SOURCE}; observed in all but two errors, both about the key`,
      breaks: 'fetch wrappers and typed clients choose the decoder by the media type and show the raw text',
      traffic: eachAnswer(
        'no request of the run was refused in JSON',
        (one) => messageOf(one) !== undefined && one.status !== 401 && one.mediaType !== '',
        (one) =>
          /^application\/([a-z.-]+\+)?json$/.test(one.mediaType)
            ? undefined
            : wrong(one, 'headers.content-type', 'JSON under another media type', 'application/json', one.mediaType),
      ),
      violating: [
        {
          type: raw(['{"error":{"message":"bad request"}}'], {
            status: 400,
            headers: [['content-type', 'text/plain; charset=utf-8']],
          }),
        },
      ],
      conforming: [
        {},
        { type: raw(['{"error":{"message":"bad key"}}'], { status: 401, headers: [['content-type', 'text/plain']] }) },
      ],
      inconclusive: [{ schema: raw(['bad'], { status: 400 }), type: raw(['bad'], { status: 400 }) }],
    },
  },
})
