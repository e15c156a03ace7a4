import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { eachStream, isWholeStream, notDoneLast, notDoneOnce } from '../../src/checks/stream.ts'
import { brokenOff, chunks, raw, sse, stream, streamed, suite } from '../../src/define/index.ts'

const SOURCE =
  'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream; observed in 452 of 452 streams'

const events = chunks({ content: '1, 2, 3' })
const frames = events.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
const DONE = 'data: [DONE]\n\n'
const framed = (pieces: string[]) => ({ streamed: raw(pieces, { headers: [['content-type', 'text/event-stream']] }) })

export default suite({
  id: 'streaming/done',
  about: 'a streamed chat answer to its end',
  model: 'chat',
  steps: { streamed: streamed({ messages: COUNTING, max_tokens: 24 }) },
  conforming: { streamed: stream({ content: '1, 2, 3', finish: 'length' }) },
  rules: {
    once: {
      level: 'should',
      sentence: 'A stream says `data: [DONE]` exactly once.',
      source: SOURCE,
      breaks: 'readers that wait for it hang until the connection closes; proxies take the stream for broken',
      traffic: eachStream(isWholeStream, notDoneOnce),
      violating: [
        { streamed: sse(events, { done: false }) },
        framed([...frames, DONE, DONE]),
        // Ollama after a failure inside a stream: an empty chunk, then the end.
        {
          streamed: sse(
            [
              ...events.slice(0, 2),
              { ...events[0], model: '', choices: [{ index: 0, delta: { content: '' }, finish_reason: null }] },
            ],
            { done: false },
          ),
        },
      ],
      // Only a stream that the server ended itself, and not in an error, owes it.
      conforming: [
        {},
        { streamed: raw([...frames, 'data:[DONE]\r\n\r\n'], { headers: [['content-type', 'text/event-stream']] }) },
      ],
      inconclusive: [
        { streamed: brokenOff(frames.slice(0, 2)) },
        { streamed: sse([...events.slice(0, 2), { error: { message: 'overloaded' } }], { done: false }) },
      ],
    },
    last: {
      level: 'should',
      sentence: 'No event follows `data: [DONE]`.',
      source: SOURCE,
      breaks: 'clients stop reading there: usage or text sent later is lost',
      // A stream without `[DONE]` has nothing after it: `once` reports that, and no text is lost.
      traffic: eachStream(isWholeStream, notDoneLast),
      violating: [
        framed([...frames.slice(0, -1), DONE, ...frames.slice(-1)]),
        framed([...frames, DONE, `data: ${JSON.stringify(chunks({}, { usage: true }).at(-1))}\n\n`]),
      ],
      conforming: [
        {},
        framed([...frames, DONE, ': connection closes\n\n']),
        { streamed: sse(events, { done: false }) },
      ],
      inconclusive: [{ streamed: brokenOff(frames.slice(0, 2)) }],
    },
  },
})
