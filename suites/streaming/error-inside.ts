import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { isObject } from '../../src/checks/reply.ts'
import {
  isChatStream,
  eachStream,
  errorEvents,
  finishes,
  piecesByChoice,
  isWholeStream,
} from '../../src/checks/stream.ts'
import {
  brokenOff,
  chunks,
  sse,
  stream,
  streamed,
  suite,
  missing,
  wrong,
  wrongType,
  type Observation,
} from '../../src/define/index.ts'

const events = chunks({ content: '1, 2, 3', finish: 'length' })
const begun = events.slice(0, 3)
const frames = begun.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
const failed = (error: Parameters<typeof sse>[0][number]) => ({ streamed: sse([...begun, error], { done: false }) })

/** Every choice that was begun was also ended, and there was one. */
function finished(one: Observation): boolean {
  const choices = [...piecesByChoice(one).values()]
  return choices.length > 0 && choices.every((pieces) => pieces.some(finishes))
}

/** A client reads a choice, or an error. */
const saysSomething = (one: Observation): boolean => piecesByChoice(one).size > 0 || errorEvents(one).length > 0

export default suite({
  id: 'streaming/error-inside',
  about: 'a streamed chat answer; what is judged is every stream of the run that did not come to a regular end',
  model: 'chat',
  steps: { streamed: streamed({ messages: COUNTING, max_tokens: 24 }) },
  conforming: { streamed: stream({ content: '1, 2, 3', finish: 'length' }) },
  rules: {
    'no-silent-end': {
      level: 'should',
      sentence: 'A stream that the server ends has a finish_reason for each choice, or says in an error event why not.',
      source: 'https://platform.openai.com/docs/api-reference/chat-streaming; observed in 452 of 452 streams',
      breaks: 'half an answer is kept as a whole one: openai-python raises nothing when the body just ends',
      traffic: eachStream(isWholeStream, (one) => {
        if (finished(one)) return undefined
        const at = (one.stream?.events.length ?? 0) - 1
        return missing(
          one,
          `events[${at}]`,
          'the stream ends without a finish_reason or an error',
          'finish_reason or error',
          one.stream?.events[at]?.data.slice(0, 200) ?? 'no events',
        )
      }),
      violating: [
        { streamed: sse(begun, { done: false }) },
        // A gateway that adds the end by itself.
        { streamed: sse(begun) },
        // Ollama after a failure of its runner: an empty chunk without a model, then nothing.
        failed({
          id: 'chatcmpl-1',
          object: 'chat.completion.chunk',
          created: 1,
          model: '',
          choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
        }),
        failed({ id: 'chatcmpl-1', choices: [], 'error parsing tool call': 'unexpected end of JSON input' }),
        { streamed: sse([], { done: true }) },
      ],
      // Not silent: an error event, a connection that breaks, or our own hanging up.
      conforming: [{}, { streamed: sse([...begun, ...events.slice(3)], { done: false }) }],
      inconclusive: [
        failed({ error: { message: 'overloaded' } }),
        { streamed: brokenOff(frames) },
        { streamed: brokenOff(frames, 'client-abort') },
        { streamed: brokenOff(frames, 'guard') },
      ],
    },
    'not-at-the-start': {
      level: 'should',
      sentence:
        'A request that cannot be answered is refused by its status, and not in a stream that begins with an error.',
      source: 'https://platform.openai.com/docs/guides/error-codes; observed in 7 of 7 refused streams',
      breaks: 'SDKs see a success: retries and checks for a context that is too long go by the status',
      traffic: eachStream([isChatStream, saysSomething], (one) =>
        errorEvents(one)[0]?.at === 0
          ? wrong(one, 'status', 'the stream begins with an error', '4xx or 5xx', one.status)
          : undefined,
      ),
      violating: [{ streamed: sse([{ error: { message: 'The prompt is too long.' } }], { done: false }) }],
      conforming: [{}, failed({ error: { message: 'overloaded' } })],
    },
    'error-event': {
      level: 'should',
      sentence: 'An error inside a stream is an event with `error`, an object with a message.',
      source:
        'https://github.com/openai/openai-node/blob/master/src/core/streaming.ts, which raises an APIError from it',
      breaks: 'clients show "undefined" for the message of the failure',
      traffic: eachStream([isChatStream, (one) => errorEvents(one).length > 0], (one) => {
        const bad = errorEvents(one).find(
          ({ chunk: { error } }) =>
            !(isObject(error) && typeof error['message'] === 'string' && error['message'] !== ''),
        )
        return (
          bad &&
          wrongType(
            one,
            `events[${bad.at}].error`,
            'no error object with a message',
            '{"error": {"message": "…"}}',
            bad.chunk['error'],
          )
        )
      }),
      violating: [
        failed({ error: 'an error was encountered while running the model' }),
        failed({ error: { code: 500 } }),
        failed({ error: { message: '' } }),
      ],
      conforming: [
        failed({ error: { message: 'The server had an error', type: 'server_error', param: null, code: null } }),
      ],
      inconclusive: [{}],
    },
  },
})
