import { NO_SUCH_MODEL } from '../../fixtures/sent/models.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { notRefused, refused } from '../../src/checks/accepted.ts'
import { succeeded } from '../../src/checks/pool.ts'
import { isObject } from '../../src/checks/reply.ts'
import {
  answer,
  anyAnswer,
  chat,
  inconclusive,
  raw,
  refusal,
  sse,
  stream,
  streamed,
  suite,
  wrong,
  wrongOrMissing,
  wrongType,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/error-codes/api-errors; observed: 404 model_not_found'
const ABSENT = refusal(404, {
  message: `The model '${NO_SUCH_MODEL}' does not exist or you do not have access to it.`,
  code: 'model_not_found',
})
const body = { model: NO_SUCH_MODEL, messages: GREETING, max_tokens: 1 }

export default suite({
  id: 'errors/unknown-model',
  about: 'a plain and a streamed chat call to a model that does not exist',
  model: 'chat',
  steps: { plain: anyAnswer(chat(body)), stream: anyAnswer(streamed(body)) },
  conforming: { plain: ABSENT, stream: ABSENT },
  rules: {
    refused: {
      level: 'should',
      sentence: 'A call to a model that does not exist is refused in a 4xx.',
      source: SOURCE,
      breaks: 'another model answers unnoticed, or a 5xx is retried for nothing',
      parameter: 'chat.model',
      reads: ['plain'],
      judgesBroken: true,
      *check({ plain }) {
        yield* notRefused(plain)
      },
      violating: [
        { plain: answer() },
        { plain: refusal(500, { message: 'model not found' }) },
        { plain: raw(['404 page not found'], { status: 404 }) },
      ],
    },
    'status-404': {
      level: 'should',
      sentence: 'The status for a model that does not exist is 404.',
      source: SOURCE,
      breaks: 'the SDKs raise NotFoundError by it, which clients catch to pull or choose another model',
      reads: ['plain'],
      *check({ plain }) {
        if (!refused(plain)) return inconclusive('the call was not refused')
        if (plain.status !== 404) yield wrong(plain, 'status', 'refused under another status', 404, plain.status)
      },
      violating: [{ plain: refusal(400, { message: 'invalid model' }) }],
      inconclusive: [{ plain: answer() }],
    },
    'code-model-not-found': {
      level: 'should',
      sentence: 'The error has the code `model_not_found`.',
      source: SOURCE,
      breaks: 'routers with a fallback model match the code, since the message is free text',
      reads: ['plain'],
      *check({ plain }) {
        if (!refused(plain)) return inconclusive('the call was not refused')
        const error = plain.json.ok && isObject(plain.json.value) ? plain.json.value['error'] : undefined
        const code = isObject(error) ? error['code'] : undefined
        if (code !== 'model_not_found')
          yield wrongOrMissing(
            plain,
            '$.error.code',
            'the error cannot be told from others',
            'model_not_found',
            code,
            null,
          )
      },
      violating: [
        { plain: refusal(404, { message: 'model not found', type: 'not_found_error' }) },
        { plain: refusal(404, { message: 'model not found', code: '404' }) },
      ],
      inconclusive: [{ plain: answer() }],
    },
    'json-before-stream': {
      level: 'should',
      sentence: 'A streamed call that fails at once is answered in plain JSON under a 4xx, not in a stream.',
      source: 'https://platform.openai.com/docs/guides/error-codes/api-errors; observed in 7 of 7 answers',
      breaks: 'clients that look at the status take the call for answered and find no text in it',
      reads: ['stream'],
      judgesBroken: true,
      *check({ stream: streamedAnswer }) {
        if (refused(streamedAnswer)) {
          if (streamedAnswer.stream)
            yield wrongType(
              streamedAnswer,
              'headers.content-type',
              'the error is sent as a stream',
              'application/json',
              streamedAnswer.mediaType,
            )
          return
        }
        if (succeeded(streamedAnswer) && (streamedAnswer.reply?.choices.length ?? 0) > 0)
          return inconclusive('another model answered')
        yield* notRefused(streamedAnswer)
      },
      violating: [
        {
          stream: sse(
            [
              {
                error: {
                  message: 'model not found',
                  type: 'invalid_request_error',
                  param: null,
                  code: 'model_not_found',
                },
              },
            ],
            { done: false },
          ),
        },
        { stream: sse([], { done: false }) },
        {
          stream: raw(['{"error":{"message":"model not found"}}'], {
            status: 404,
            headers: [['content-type', 'text/event-stream']],
          }),
        },
        { stream: refusal(500, { message: 'model not found' }) },
      ],
      inconclusive: [{ stream: stream() }],
    },
  },
})
