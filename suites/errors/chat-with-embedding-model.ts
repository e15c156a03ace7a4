import { EMBEDDING_ANSWER } from '../../fixtures/replies/least-answers.ts'
import { CHAT_CALL, EMBEDDING_CALL } from '../../fixtures/sent/calls.ts'
import { notRefused, refused } from '../../src/checks/accepted.ts'
import { answeredByApi } from '../../src/checks/pool.ts'
import {
  answer,
  anyAnswer,
  chat,
  embed,
  inconclusive,
  json,
  raw,
  refusal,
  sse,
  streamed,
  stream,
  suite,
  wrongType,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/error-codes/api-errors; observed: 404, param `model`'
const WRONG = refusal(404, {
  message: 'This is not a chat model and thus not supported in the v1/chat/completions endpoint.',
  param: 'model',
})
const NO_CONTROL = inconclusive('the model gives no embeddings either')

export default suite({
  id: 'errors/chat-with-embedding-model',
  about: 'a plain and a streamed chat call to a model that only embeds',
  model: 'embedding',
  steps: {
    control: anyAnswer(embed(EMBEDDING_CALL)),
    plain: anyAnswer(chat(CHAT_CALL)),
    stream: anyAnswer(streamed(CHAT_CALL)),
  },
  conforming: { control: json(EMBEDDING_ANSWER), plain: WRONG, stream: WRONG },
  rules: {
    refused: {
      level: 'should',
      sentence: 'A chat call to a model that only embeds is refused in a 4xx.',
      source: SOURCE,
      breaks:
        'model pickers offer every listed model, and the list does not tell which can chat: a 5xx looks like an outage, an empty answer like a broken model',
      reads: ['control', 'plain'],
      judgesBroken: true,
      *check({ control, plain }) {
        return answeredByApi(control) ? yield* notRefused(plain) : NO_CONTROL
      },
      violating: [
        { plain: answer({ content: '' }) },
        { plain: refusal(500, { message: 'model does not support generate', type: 'api_error' }) },
        { plain: raw(['not supported'], { status: 400, headers: [['content-type', 'text/plain']] }) },
      ],
      inconclusive: [{ control: refusal(404) }],
    },
    'json-before-stream': {
      level: 'should',
      sentence: 'The same call streamed is refused in plain JSON, before a stream begins.',
      source: `${SOURCE}; observed in 7 of 7 refused streams`,
      breaks: 'clients that look at the status take the call for answered and wait for text that never comes',
      reads: ['control', 'stream'],
      judgesBroken: true,
      *check({ control, stream: one }) {
        if (!answeredByApi(control)) return NO_CONTROL
        if (refused(one) && one.stream)
          yield wrongType(
            one,
            'headers.content-type',
            'the error is sent as a stream',
            'application/json',
            one.mediaType,
          )
        else yield* notRefused(one)
      },
      violating: [
        { stream: stream({ content: '' }) },
        {
          stream: sse(
            [{ error: { message: 'not a chat model', type: 'invalid_request_error', param: null, code: null } }],
            { done: false },
          ),
        },
        {
          stream: raw(['{"error":{"message":"not a chat model"}}'], {
            status: 404,
            headers: [['content-type', 'text/event-stream']],
          }),
        },
      ],
      inconclusive: [{ control: refusal(404) }],
    },
  },
})
