import { NO_SUCH_MODEL } from '../../fixtures/sent/models.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { errorOf } from '../../src/checks/errors.ts'
import { asksNative } from '../../src/checks/pool.ts'
import {
  anyAnswer,
  chat,
  json,
  raw,
  refusal,
  suite,
  eachAnswer,
  missing,
  wrongType,
  type Observation,
} from '../../src/define/index.ts'

const REFUSED_NOTHING = 'no request of the run was refused'
/** Said by a proxy before the API, or by the HTTP layer about the request's size and form: also OpenAI's come as plain text or a page. */
const NOT_THE_API = new Set([408, 411, 413, 414, 415, 417, 421, 431, 502, 503, 504])

/** The API's own error to a request of a known route. That unknown routes answer in JSON is a rule elsewhere. */
function isApiError(observation: Observation): boolean {
  const {
    status,
    json: body,
    exchange: {
      request: { method },
    },
  } = observation
  if (status === null || status < 400 || status >= 520 || NOT_THE_API.has(status) || asksNative(observation))
    return false
  const noSuchRoute = (status === 404 || status === 405) && !body.ok
  return (method === 'GET' || method === 'POST') && !noSuchRoute
}

const page = (status: number, text: string): ReturnType<typeof raw> =>
  raw([text], { status, headers: [['content-type', 'text/html; charset=utf-8']] })

export default suite({
  id: 'errors/json',
  about: 'a chat call to an unknown model',
  model: 'chat',
  steps: { unknown: anyAnswer(chat({ model: NO_SUCH_MODEL, messages: GREETING, max_tokens: 1 })) },
  conforming: { unknown: refusal(404, { message: 'The model does not exist', code: 'model_not_found' }) },
  rules: {
    'message-in-every-error': {
      level: 'should',
      sentence: 'Every error of the API is JSON with a text in `error.message`.',
      source: 'https://platform.openai.com/docs/guides/error-codes/api-errors; observed in 193 of 194 errors',
      breaks: 'the AI SDK and openai-node show "undefined" or the raw page; retry logic has nothing to go by',
      traffic: eachAnswer(REFUSED_NOTHING, isApiError, (one) => {
        const message = errorOf(one)['message']
        if (typeof message === 'string' && message !== '') return undefined
        const told = `HTTP ${one.status} without a message: ${one.text.slice(0, 160)}`
        const [expected, actual] = ['{"error": {"message": "…"}}', one.mediaType || 'no content type']
        return one.json.ok
          ? missing(one, '$.error.message', told, expected, actual)
          : wrongType(one, '$', told, expected, actual)
      }),
      violating: [
        { unknown: json({ error: 'model not found' }, { status: 404 }) },
        { unknown: json([{ error: { message: 'not found', code: 404 } }], { status: 404 }) },
        { unknown: json({ object: 'error', message: 'not found' }, { status: 404 }) },
        { unknown: page(400, '<html><body>Bad Request</body></html>') },
        { unknown: raw([''], { status: 500 }) },
        { unknown: refusal(404, { message: '' }) },
      ],
      conforming: [{}, { unknown: refusal(401, { message: 'Incorrect API key provided', code: 'invalid_api_key' }) }],
      inconclusive: [{ unknown: page(503, 'upstream connect error') }],
    },
  },
})
