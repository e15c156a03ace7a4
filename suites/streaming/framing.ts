import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { isBegunTextStream } from '../../src/checks/completions.ts'
import { cutFault, lineFault } from '../../src/checks/framing.ts'
import { hasHeaders } from '../../src/checks/pool.ts'
import { isObject } from '../../src/checks/reply.ts'
import { isChatStream, eachStream, endedByServer, hasWholeEvent, otherType } from '../../src/checks/stream.ts'
import {
  chunks,
  raw,
  sse,
  stream,
  streamed,
  suite,
  wrong,
  wrongType,
  type Observation,
} from '../../src/define/index.ts'

const SSE = 'https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation'
const STREAMING = 'https://platform.openai.com/docs/api-reference/chat-streaming'
const HEADERS: [string, string][] = [['content-type', 'text/event-stream']]

const frames = chunks({ content: '1, 2, 3' }).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
const DONE = 'data: [DONE]\n\n'
const framed = (pieces: (string | Uint8Array)[]) => ({ streamed: raw(pieces, { headers: HEADERS }) })

/** Streams of chunks: of chat, and of text completions. */
const isFramed = (one: Observation): boolean => isChatStream(one) || isBegunTextStream(one)

export default suite({
  id: 'streaming/framing',
  about: 'a streamed chat answer, read as server-sent events',
  model: 'chat',
  steps: { streamed: streamed({ messages: COUNTING, max_tokens: 24 }) },
  conforming: { streamed: stream({ content: '1, 2, 3', finish: 'length' }) },
  rules: {
    'content-type': {
      level: 'should',
      sentence: 'A stream has the content type `text/event-stream`.',
      source: `${STREAMING}; observed in all streams`,
      breaks: 'fetch-event-source and EventSource wrappers refuse any other type; proxies buffer it',
      parameter: 'chat.stream',
      traffic: eachStream([isFramed, hasHeaders], otherType),
      violating: [
        { streamed: raw([...frames, DONE], { headers: [['content-type', 'application/x-ndjson']] }) },
        { streamed: raw([...frames, DONE], { headers: [['content-type', 'text/plain; charset=utf-8']] }) },
        { streamed: raw([...frames, DONE], { headers: [['transfer-encoding', 'chunked']] }) },
      ],
      conforming: [
        {},
        { streamed: raw([...frames, DONE], { headers: [['Content-Type', 'Text/Event-Stream;charset=UTF-8']] }) },
      ],
      inconclusive: [{ streamed: raw([...frames, DONE], { headers: [] }) }],
    },
    json: {
      level: 'should',
      sentence: 'The data of every event but `[DONE]` is one JSON object.',
      source: STREAMING,
      breaks: 'every client parses each event by itself: one that does not parse ends the answer',
      traffic: eachStream([isFramed, hasWholeEvent], ({ stream: events }, one) => {
        const at =
          events?.events.findIndex(({ json, unterminated }) => !unterminated && !(json.ok && isObject(json.value))) ??
          -1
        const bad = events?.events[at]
        return (
          bad &&
          wrongType(one, `events[${at}].data`, 'the data is no JSON object', 'a JSON object', bad.data.slice(0, 160))
        )
      }),
      violating: [
        framed([...frames.slice(0, 2), 'data: {"id":"chatcmpl-1","choices":[{"del\n\n', DONE]),
        framed([...frames, 'data: [done]\n\n', DONE]),
        framed(['data: \n\n', ...frames, DONE]),
        framed([...frames, 'data: Internal Server Error\n\n']),
      ],
      conforming: [{}, framed([...frames.map((frame) => frame.replace('data: ', 'data:')), DONE])],
    },
    lines: {
      level: 'should',
      sentence: 'The body has nothing but fields, comments and blank lines.',
      source: SSE,
      breaks:
        'what follows is lost: parsers drop a line that is no field, such as an error page in the middle of a stream',
      traffic: eachStream(isFramed, lineFault),
      violating: [
        framed([...frames, '{"error":{"message":"an error was encountered"}}\n']),
        framed([...frames.map((frame) => frame.replace('data: ', '')), DONE]),
        framed([...frames, '<html><h1>502 Bad Gateway</h1></html>\n\n']),
      ],
      conforming: [
        framed([': OPENROUTER PROCESSING\n\n', ...frames.map((frame) => frame.replaceAll('\n', '\r\n')), DONE]),
        framed(['\uFEFF', 'retry: 3000\n', ...frames.map((frame, i) => `id: ${i}\nevent: message\n${frame}`), DONE]),
      ],
    },
    terminated: {
      level: 'should',
      sentence: 'Every event ends with a blank line, also the last one.',
      source: SSE,
      breaks: 'parsers drop what no blank line ends: the last chunk, with finish_reason or usage, is lost',
      traffic: eachStream([isFramed, endedByServer], cutFault),
      violating: [
        framed([...frames.slice(0, -1), frames.at(-1)?.replace('\n\n', '\n') ?? '']),
        framed([...frames.map((frame) => frame.replace('\n\n', '\n')), DONE.trimEnd()]),
        framed([...frames.slice(0, -1), frames.at(-1)?.trimEnd() ?? '']),
      ],
      inconclusive: [framed([...frames, 'data: [DONE]']), framed([...frames, 'data: [DONE]\n'])],
      conforming: [
        {},
        framed([...frames, DONE, ': bye\n']),
        framed([...frames, DONE].map((frame) => frame.replaceAll('\n', '\r\n'))),
      ],
    },
    utf8: {
      level: 'should',
      sentence: 'The body is valid UTF-8.',
      source: SSE,
      breaks: 'every client shows replacement characters, and strict decoders (Rust, Python) raise an error',
      traffic: eachStream([isFramed, endedByServer], ({ stream: events }, one) =>
        events?.invalidUtf8 ? wrong(one, 'body', 'the bytes are not valid UTF-8', 'UTF-8', 'other bytes') : undefined,
      ),
      violating: [
        framed([Buffer.from(frames.join('').replace('1,', 'é'), 'latin1'), DONE]),
        framed([...frames, Buffer.from('data: {"x":"'), Uint8Array.of(0xf0, 0x9f), Buffer.from('"}\n\n'), DONE]),
      ],
      // A character may be split between network packets.
      conforming: [
        {},
        framed([Buffer.from(': caf'), Uint8Array.of(0xc3), Uint8Array.of(0xa9, 0x0a, 0x0a), ...frames, DONE]),
        { streamed: sse(chunks({ content: 'café 🚀' })) },
      ],
    },
  },
})
