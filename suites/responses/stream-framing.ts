import { cutResponse, streamEvents, streamedResponse } from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { cutFault, lineFault } from '../../src/checks/framing.ts'
import { isBegunResponseStream } from '../../src/checks/response-stream.ts'
import { eachStream, endedByServer } from '../../src/checks/stream.ts'
import { inconclusive, raw, respond, suite, type Observation } from '../../src/define/index.ts'

const SSE = 'https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation'
const HEADERS: [string, string][] = [['content-type', 'text/event-stream']]
const RESPONSE = cutResponse('1, 2, 3, 4, 5')

const frames = streamEvents(RESPONSE).map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
const framed = (pieces: string[]) => ({ streamed: raw(pieces, { headers: HEADERS }) })
const onlyFirst = frames.slice(0, 1)

/** Recorders take line ends off the end of a text. */
const lacksOnlyLineEnds = ({ stream, text }: Observation): boolean => {
  const last = stream?.events.at(-1)
  return last?.unterminated === true && last.json.ok && !/[\r\n]$/.test(text)
}

export default suite({
  id: 'responses/stream-framing',
  about: 'a streamed response, read as server-sent events',
  model: 'chat',
  // Other suites send it as well.
  steps: { streamed: respond({ input: COUNTING, max_output_tokens: 16, stream: true }) },
  conforming: { streamed: streamedResponse(RESPONSE) },
  rules: {
    lines: {
      level: 'should',
      sentence: 'The body of a streamed response has nothing but fields, comments and blank lines.',
      source: SSE,
      breaks: 'openai-node drops a line that is no field: the event, or the error in it, is lost',
      traffic: eachStream(isBegunResponseStream, lineFault),
      violating: [
        framed(frames.map((frame) => frame.replace('data: ', ''))),
        framed([...frames, '{"error":{"message":"an error was encountered"}}\n']),
      ],
      conforming: [framed([': ping\n\n', ...frames.map((frame) => frame.replaceAll('\n', '\r\n'))])],
    },
    terminated: {
      level: 'should',
      sentence: 'Every event of a streamed response ends with a blank line, also the last one.',
      source: SSE,
      breaks: 'parsers drop what no blank line ends: Codex misses `response.completed` and asks again',
      traffic: eachStream([isBegunResponseStream, endedByServer], (one) =>
        lacksOnlyLineEnds(one) ? inconclusive('only the line ends after the last event are missing') : cutFault(one),
      ),
      violating: [
        framed([...frames.slice(0, -1), frames.at(-1)?.replace('\n\n', '\n') ?? '']),
        framed([...frames.slice(0, -1), frames.at(-1)?.slice(0, -40) ?? '']),
        framed(onlyFirst.map((frame) => frame.slice(0, -40))),
      ],
      conforming: [{}, framed([...frames, ': bye\n'])],
      inconclusive: [
        framed([...frames, 'data: [DONE]']),
        framed([...frames.slice(0, -1), frames.at(-1)?.trimEnd() ?? '']),
      ],
    },
  },
})
