import { anyAnswer, chat, finding, inconclusive, json, raw, refusal, suite, type Observation } from '../../src/define/index.ts'
import { errorOf } from '../../src/checks/errors.ts'
import { asksNative } from '../../src/checks/pool.ts'
import { CHAT_CALL } from '../../fixtures/sent/calls.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/error-codes/api-errors'
const MOST_FINDINGS = 3
/** Words of the program that only its authors can read. */
const INTERNALS = /cannot unmarshal|Go (struct|value)|json: |nil pointer|goroutine \d|Traceback \(most recent|std::|\.(cpp|go|py|rs|js):\d+|serde|\bEOF$|type=value_error|\[json\.exception/

type Error = { observation: Observation; message: string }

/** Errors of the API with a message, each once. */
const errorsOf = (pool: readonly Observation[]): Error[] => pool.flatMap((observation) => {
  const { message } = errorOf(observation)
  return (observation.status ?? 0) >= 400 && !asksNative(observation) && typeof message === 'string' ? [{ observation, message }] : []
})

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
const TOLD = refusal(400, { message: "Invalid schema for response_format 'answer': 'bogus' is not valid.", param: 'response_format', code: 'invalid_json_schema' })

export default suite({
  id: 'errors/message',
  about: 'a chat call with a schema that is none, and one whose temperature is a text',
  model: 'chat',
  steps: { schema: anyAnswer(chat({ ...CHAT_CALL, response_format: BOGUS })), type: anyAnswer(chat({ ...CHAT_CALL, temperature: 'no-such-value' })) },
  conforming: { schema: TOLD, type: TOLD },
  rules: {
    'no-json-inside': {
      level: 'should',
      sentence: '`error.message` is a sentence, and no JSON document of a server behind.',
      source: `${SOURCE}; observed in no error of the service`,
      breaks: 'users are shown raw JSON; code that reads `error.message` for "context length" finds an envelope in an envelope',
      reads: [],
      *check(_observed, pool) {
        const errors = errorsOf(pool)
        if (errors.length === 0) return inconclusive('no request of the run was refused')
        for (const { observation, message } of errors.filter((one) => holdsDocument(one.message)).slice(0, MOST_FINDINGS)) {
          yield finding(observation, { kind: 'wrong-value', path: '$.error.message', message: 'the message is itself a JSON document', expected: 'a sentence', actual: message.slice(0, 200) })
        }
      },
      violating: [
        { schema: refusal(400, { message: '{"error":{"code":400,"message":"Field \'json_schema\' is invalid","type":"invalid_request_error"}}' }) },
        { schema: refusal(400, { message: 'litellm.BadRequestError: {"error": {"message": "bad schema"}}' }) },
        { type: refusal(422, { message: '[{"loc": ["body", "temperature"], "msg": "not a number"}]' }) },
      ],
      conforming: [{}, { type: refusal(400, { message: 'Expected {"type": "function"} in tools.' }) }],
      inconclusive: [{ schema: json({ error: 'bad' }, { status: 400 }), type: json({ error: 'bad' }, { status: 400 }) }],
    },
    'no-internals': {
      level: 'may',
      sentence: '`error.message` speaks of the request, not of the insides of the server.',
      source: `${SOURCE}; observed in no error of the service`,
      breaks: 'users are shown words such as "cannot unmarshal string into Go struct field" and take it for a crash',
      reads: [],
      *check(_observed, pool) {
        const errors = errorsOf(pool)
        if (errors.length === 0) return inconclusive('no request of the run was refused')
        const inside = errors.filter(({ message }) => INTERNALS.test(message))
        for (const { observation, message } of inside.slice(0, MOST_FINDINGS)) {
          yield finding(observation, { kind: 'wrong-value', path: '$.error.message', message: `told in words of the program`, answers: { with: inside.length, of: errors.length }, expected: 'a sentence about the request', actual: message.slice(0, 200) })
        }
      },
      violating: [
        { type: refusal(400, { message: 'json: cannot unmarshal string into Go struct field ChatCompletionRequest.temperature of type float64' }) },
        { type: refusal(400, { message: '[json.exception.type_error.302] type must be number, but is string' }) },
        { schema: refusal(500, { message: 'Traceback (most recent call last): …' }) },
      ],
      inconclusive: [{ schema: json({ error: 'bad' }, { status: 400 }), type: json({ error: 'bad' }, { status: 400 }) }],
    },
    'sent-as-json': {
      level: 'should',
      sentence: 'A JSON error has the media type application/json.',
      // Wrong keys are turned away at the edge, which says text/plain at times.
      source: `${SOURCE}; observed in all but two errors, both about the key`,
      breaks: 'fetch wrappers and typed clients choose the decoder by the media type and show the raw text',
      reads: [],
      *check(_observed, pool) {
        const errors = errorsOf(pool).filter(({ observation: { status, mediaType } }) => status !== 401 && mediaType !== '')
        if (errors.length === 0) return inconclusive('no request of the run was refused in JSON')
        const other = errors.filter(({ observation: { mediaType } }) => !/^application\/([a-z.-]+\+)?json$/.test(mediaType))
        for (const { observation } of other.slice(0, MOST_FINDINGS)) {
          yield finding(observation, { kind: 'wrong-value', path: 'headers.content-type', message: `JSON under another media type`, answers: { with: other.length, of: errors.length }, expected: 'application/json', actual: observation.mediaType })
        }
      },
      violating: [{ type: raw(['{"error":{"message":"bad request"}}'], { status: 400, headers: [['content-type', 'text/plain; charset=utf-8']] }) }],
      conforming: [{}, { type: raw(['{"error":{"message":"bad key"}}'], { status: 401, headers: [['content-type', 'text/plain']] }) }],
      inconclusive: [{ schema: raw(['bad'], { status: 400 }), type: raw(['bad'], { status: 400 }) }],
    },
  },
})
