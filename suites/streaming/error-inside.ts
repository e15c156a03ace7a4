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

/** The server says that this is all, after at least one choice was begun. */
const saysDone = (one: Observation): boolean => one.stream?.doneLast === true && piecesByChoice(one).size > 0

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
      sentence:
        'A stream that the server ends has a finish_reason for each choice, or ends with `data: [DONE]` or an error event.',
      source: 'https://platform.openai.com/docs/api-reference/chat-streaming; observed in 452 of 452 streams',
      breaks: 'half an answer is kept as a whole one: openai-python raises nothing when the body just ends',
      traffic: eachStream(isWholeStream, (one) => {
        if (finished(one) || saysDone(one)) return undefined
        const at = (one.stream?.events.length ?? 0) - 1
        return missing(
          one,
          `events[${at}]`,
          'the stream ends without a finish_reason, [DONE] or an error',
          'finish_reason, [DONE] or error',
          one.stream?.events[at]?.data.slice(0, 200) ?? 'no events',
        )
      }),
      violating: [
        { streamed: sse(begun, { done: false }) },
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
      conforming: [
        {},
        { streamed: sse([...begun, ...events.slice(3)], { done: false }) },
        // Whether this is all, nobody can tell; the next rule is about that.
        { streamed: sse(begun) },
      ],
      inconclusive: [
        failed({ error: { message: 'overloaded' } }),
        { streamed: brokenOff(frames) },
        { streamed: brokenOff(frames, 'client-abort') },
        { streamed: brokenOff(frames, 'guard') },
      ],
    },
    'done-with-a-reason': {
      level: 'should',
      sentence: 'A stream that ends with `data: [DONE]` has a finish_reason for each choice.',
      source: 'https://platform.openai.com/docs/api-reference/chat-streaming; observed in 452 of 452 streams',
      breaks:
        'the AI SDK and openai-node end in an error, though the answer may be whole; other clients do not miss it',
      traffic: eachStream([isWholeStream, saysDone], (one) => {
        const open = [...piecesByChoice(one).values()].find((pieces) => !pieces.some(finishes))
        return (
          open &&
          missing(one, `${open.at(-1)?.path}.finish_reason`, 'the choice has no finish_reason', 'a finish_reason', null)
        )
      }),
      violating: [
        // A server that leaves it out, or a gateway that adds the end to half an answer.
        { streamed: sse(begun) },
        { streamed: sse([...begun, { ...events[0], choices: [], usage: null }]) },
      ],
      inconclusive: [
        { streamed: sse(begun, { done: false }) },
        { streamed: sse([]) },
        failed({ error: { message: 'overloaded' } }),
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
