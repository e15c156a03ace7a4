import { asFormat, COLOUR, IN_WORDS } from '../../fixtures/sent/schemas.ts'
import { notRefused, refused } from '../../src/checks/accepted.ts'
import { finishReason, FINISH, isObject, text } from '../../src/checks/reply.ts'
import { jsonText, obeys, SOURCE } from '../../src/checks/structured.ts'
import { errorMessage } from '../../src/checks/tools.ts'
import {
  answer,
  anyAnswer,
  chat,
  inconclusive,
  raw,
  refusable,
  refusal,
  sse,
  stream,
  streamed,
  suite,
  ignored,
  wrong,
  wrongType,
  type Observation,
  type Rule,
} from '../../src/define/index.ts'

const CUT = { messages: IN_WORDS, max_tokens: 3, response_format: asFormat(COLOUR) }
const BROKEN = {
  messages: IN_WORDS,
  max_tokens: 4,
  response_format: {
    type: 'json_schema',
    json_schema: { name: 'answer', strict: true, schema: { type: 'strng', properties: 7 } },
  },
}

const steps = {
  cut: refusable(chat(CUT)),
  cutStream: refusable(streamed(CUT)),
  broken: anyAnswer(chat(BROKEN)),
  brokenStream: anyAnswer(streamed(BROKEN)),
  text: chat({ messages: IN_WORDS, max_tokens: 12, response_format: { type: 'text' } }),
}

const half = { content: '{"colour"', finish: 'length', completionTokens: 3 }
const INVALID = refusal(400, { message: 'Invalid schema', param: 'response_format' })

const saysLength = (step: 'cut' | 'cutStream', what: string): Rule<typeof steps> => ({
  level: 'should',
  sentence: `JSON that the token limit cut ends with \`length\`${what}.`,
  source: `${SOURCE}#handling-edge-cases`,
  breaks:
    "the SDK's `parse` throws a LengthFinishReasonError only where it reads `length`: otherwise a parse error without a cause",
  parameter: 'chat.response_format',
  reads: [step],
  *check(observed) {
    const one: Observation = observed[step]
    if (isObject(jsonText(one))) return inconclusive('the answer was not cut')
    if (finishReason(one) !== 'length')
      yield wrong(one, FINISH, 'half a JSON text, and no word of the limit', 'length', finishReason(one))
  },
  violating: [{ [step]: step === 'cut' ? answer({ content: '{"colour"' }) : stream({ content: '{"colour"' }) }],
  inconclusive: [{ [step]: step === 'cut' ? answer({ content: '{}' }) : stream({ content: '{}' }) }],
})

export default suite({
  id: 'structured-output/edges',
  about: 'a schema whose answer is cut off, a schema that is none, each plain and streamed, and the format `text`',
  model: 'chat',
  answered: 'should',
  steps,
  conforming: {
    cut: answer(half),
    cutStream: stream(half),
    broken: INVALID,
    brokenStream: INVALID,
    text: answer({ content: 'sun moon stars' }),
  },
  rules: {
    'cut-says-length': saysLength('cut', ''),
    'cut-stream-says-length': saysLength('cutStream', ' in a stream too'),
    'broken-is-refused': {
      level: 'should',
      sentence: 'A schema that is none is refused with a 400.',
      source: SOURCE,
      breaks: 'a slip in a schema shows as odd answers instead of as an error',
      reads: ['broken'],
      *check({ broken: one }) {
        const { status } = one
        if (status !== null && status >= 400 && status < 500 && errorMessage(one) !== undefined) return
        const accepted = status === 200
        yield (accepted ? ignored : wrong)(
          one,
          'status',
          accepted ? 'a schema of the type `strng` is accepted' : `HTTP ${status} for a wrong schema`,
          '400',
          status,
        )
      },
      violating: [{ broken: answer() }, { broken: refusal(500, { message: 'failed to parse grammar' }) }],
    },
    'broken-stream-is-refused': {
      level: 'should',
      sentence: 'A schema that plain calls are refused for is refused before a stream begins, in plain JSON.',
      source: 'https://platform.openai.com/docs/guides/error-codes/api-errors; observed in 7 of 7 refused streams',
      breaks:
        'apps that stream objects get a stream that ends without a word (Ollama to 0.12.5: HTTP 200 and one empty chunk)',
      reads: ['broken', 'brokenStream'],
      judgesBroken: true,
      *check({ broken, brokenStream: one }) {
        if ((broken.status ?? 0) < 400 || (broken.status ?? 0) > 599)
          return inconclusive('the plain call is not refused either')
        if (refused(one) && one.stream)
          yield wrongType(
            one,
            'headers.content-type',
            'the error is sent as a stream',
            'application/json',
            one.mediaType,
          )
        // A server error for both is one defect, and the rule about the plain call tells it.
        else if (one.status === broken.status && !one.stream && !one.json.ok)
          return inconclusive('the server fails at both')
        else if (one.status !== broken.status || one.stream) yield* notRefused(one)
      },
      violating: [
        { brokenStream: stream({ content: '' }) },
        {
          brokenStream: sse(
            [{ error: { message: 'failed to parse grammar', type: 'api_error', param: null, code: null } }],
            { done: false },
          ),
        },
        {
          brokenStream: raw(['{"error":{"message":"Invalid schema"}}'], {
            status: 400,
            headers: [['content-type', 'text/event-stream']],
          }),
        },
        { brokenStream: refusal(500, { message: 'failed to parse grammar' }) },
      ],
      conforming: [{}, { broken: refusal(500), brokenStream: refusal(500) }],
      inconclusive: [{ broken: answer(), brokenStream: stream() }],
    },
    'text-is-text': {
      level: 'should',
      sentence: '`response_format: {"type": "text"}` changes nothing.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-response_format',
      breaks: 'clients that always send a format',
      parameter: 'chat.response_format',
      reads: ['text'],
      *check({ text: one }) {
        if (text(one) === '') return inconclusive('the model said nothing')
        const errors = [...obeys(one, { type: 'object' }, 'text')]
        if (errors.length === 0 && finishReason(one) !== 'length')
          yield wrong(one, '$.choices[0].message.content', 'JSON where text was asked for', 'text', text(one))
      },
      violating: [{ text: answer({ content: '{"words":["sun"]}' }) }],
      inconclusive: [{ text: answer({ content: null }) }],
    },
  },
})
