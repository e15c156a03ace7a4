import { completion, drip, events, head, JSON_TYPE, pour, SSE_TYPE, whole, type HostileCase } from '../hostile-case.ts'

const STREAM = head('200 OK', `Content-Type: ${SSE_TYPE}`, 'Connection: close')
const PLAIN = head('200 OK', `Content-Type: ${JSON_TYPE}`, 'Connection: close')

/** Those that keep one waiting, and those that never stop. */
export const silence: HostileCase[] = [
  { name: 'never accepts', does: 'does not listen', ends: 'error ECONNREFUSED', deaf: true, answer: () => {} },
  {
    name: 'never answers',
    does: 'takes the connection and the request, and is silent',
    ends: 'error DEADLINE',
    answer: () => {},
  },
  {
    name: 'half-closed',
    does: 'takes the request and closes its side without an answer',
    ends: 'error ECONNRESET',
    answer: (socket) => {
      socket.end()
    },
  },
  {
    name: 'head by the byte',
    does: 'sends its head one byte a second',
    ends: 'error DEADLINE',
    answer: (socket) => drip(socket, PLAIN, 1000),
  },
  {
    name: 'body by the byte',
    does: 'sends its body one byte a second',
    ends: 'error DEADLINE',
    answer: (socket, { streams }) => {
      socket.write(streams ? STREAM : PLAIN)
      drip(socket, streams ? events().join('') : JSON.stringify(completion()), 1000)
    },
  },
  {
    name: 'head without a body',
    does: 'announces a body and sends none',
    ends: 'error DEADLINE',
    answer: (socket) => {
      socket.write(head('200 OK', `Content-Type: ${JSON_TYPE}`, 'Content-Length: 10'))
    },
  },
  {
    name: 'stops inside the body',
    does: 'sends half of its body, and stays connected',
    ends: 'error DEADLINE',
    answer: (socket, { streams }) => {
      socket.write(
        streams ? STREAM + events()[0] : whole('200 OK', JSON_TYPE, JSON.stringify(completion())).subarray(0, -40),
      )
    },
  },
  {
    name: 'endless events',
    does: 'streams valid events without end',
    ends: 'error TOO_LARGE',
    streamEnds: 'answered',
    answer: (socket) => {
      socket.write(STREAM)
      pour(socket, (events()[1] ?? '').repeat(200))
    },
  },
  {
    name: 'endless comments',
    does: 'streams keep-alive comments without end',
    ends: 'error TOO_LARGE',
    heavy: true,
    answer: (socket) => {
      socket.write(STREAM)
      pour(socket, ': keep-alive\n'.repeat(5000))
    },
  },
  {
    name: 'endless comment events',
    does: 'streams keep-alive comments, each with its blank line, without end',
    ends: 'error TOO_LARGE',
    heavy: true,
    answer: (socket) => {
      socket.write(STREAM)
      pour(socket, ': keep-alive\n\n'.repeat(5000))
    },
  },
  {
    name: 'endless line',
    does: 'sends a body without a line end and without an end',
    ends: 'error TOO_LARGE',
    heavy: true,
    answer: (socket, { streams }) => {
      socket.write(streams ? STREAM : PLAIN)
      pour(socket, 'a'.repeat(65_536))
    },
  },
  {
    name: '100 MB body',
    does: 'answers with 100 MB of JSON',
    ends: 'error TOO_LARGE',
    heavy: true,
    answer: (socket) => {
      socket.write(head('200 OK', `Content-Type: ${JSON_TYPE}`, 'Content-Length: 100000000', 'Connection: close'))
      pour(socket, `["${'a'.repeat(65_533)}`, 100_000_000)
    },
  },
  {
    name: '100 MB event',
    does: 'streams one event of 100 MB in one line',
    ends: 'error TOO_LARGE',
    heavy: true,
    answer: (socket) => {
      socket.write(`${STREAM}data: `)
      pour(socket, 'a'.repeat(65_536), 100_000_000)
    },
  },
  {
    name: 'a million pieces',
    does: 'sends its body in chunks of one byte without end',
    ends: 'error TOO_LARGE',
    heavy: true,
    answer: (socket, { streams }) => {
      socket.write(
        head(
          '200 OK',
          `Content-Type: ${streams ? SSE_TYPE : JSON_TYPE}`,
          'Transfer-Encoding: chunked',
          'Connection: close',
        ),
      )
      pour(socket, '1\r\na\r\n'.repeat(10_000))
    },
  },
  {
    name: 'a million events',
    does: 'answers with a body of a million empty events',
    ends: 'finding',
    heavy: true,
    answer: (socket) => {
      socket.write(STREAM)
      pour(socket, 'data:1\n\n'.repeat(10_000), 8_000_000)
    },
  },
]
