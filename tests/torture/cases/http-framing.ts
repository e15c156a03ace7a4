import { asAsked, type HostileCase } from '../hostile-case.ts'
import { JSON_BODY, STREAM_BODY, under } from '../right-body.ts'

const chunked = (size: string) =>
  under(
    () => ['Transfer-Encoding: chunked'],
    (body) => `${size}\r\n${body}\r\n0\r\n\r\n`,
  )

/** Those whose headers or body do not fit. */
export const framing: HostileCase[] = [
  {
    name: '100,000 headers',
    does: 'answers with 100,000 headers',
    ends: 'error HPE_HEADER_OVERFLOW',
    answer: (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${'X-A: b\r\n'.repeat(100_000)}\r\n{}`)
    },
  },
  {
    name: 'one huge header',
    does: 'answers with a header of 10 MB',
    ends: 'error HPE_HEADER_OVERFLOW',
    answer: (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nX-A: ${'b'.repeat(10_000_000)}\r\n\r\n{}`)
    },
  },
  {
    name: 'many headers that fit',
    does: 'answers with 900 headers, and all is well but for that',
    ends: 'answered',
    answer: asAsked(JSON_BODY, STREAM_BODY, ...Array.from({ length: 900 }, (_, at) => `X-${at}: b`)),
  },
  {
    name: 'headers that attack',
    does: 'sends control characters, markup and the names of object members in headers',
    ends: 'answered',
    answer: asAsked(
      JSON_BODY,
      STREAM_BODY,
      'X-Evil: \x9b31m<script>alert(1)</script>` | **b**',
      '__proto__: polluted',
      'constructor: polluted',
      'toString: polluted',
      'openai-version: </script>',
    ),
  },
  {
    name: 'length too small',
    does: 'announces 10 bytes and sends more',
    ends: 'finding',
    answer: under(() => ['Content-Length: 10']),
  },
  {
    name: 'length too large',
    does: 'announces a megabyte and sends less',
    ends: 'error ECONNRESET',
    answer: under(() => ['Content-Length: 1000000']),
  },
  {
    name: 'two lengths',
    does: 'announces two lengths that differ',
    ends: 'finding',
    answer: under((body) => [`Content-Length: ${body.length}`, 'Content-Length: 10']),
  },
  {
    name: 'negative length',
    does: 'announces less than nothing',
    ends: 'finding',
    answer: under(() => ['Content-Length: -1']),
  },
  {
    name: 'length and chunks',
    does: 'announces a length and chunks at once',
    ends: 'finding',
    answer: under(
      (body) => [`Content-Length: ${body.length}`, 'Transfer-Encoding: chunked'],
      (body) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    ),
  },
  {
    name: 'a chunk size that is no number',
    does: 'sends chunks of the size `zz`',
    ends: 'finding',
    answer: chunked('zz'),
  },
  {
    name: 'a negative chunk size',
    does: 'sends chunks of the size `-5`',
    ends: 'finding',
    answer: chunked('-5'),
  },
  {
    name: 'a huge chunk size',
    does: 'sends a chunk of the size `ffffffffffffffffff`',
    ends: 'finding',
    answer: chunked('ffffffffffffffffff'),
  },
  {
    name: 'a chunk that is shorter',
    does: 'sends a chunk shorter than its size and closes',
    ends: 'error ECONNRESET',
    answer: chunked('fffff'),
  },
  {
    name: 'no last chunk',
    does: 'closes without the chunk that ends the body',
    ends: 'error ECONNRESET',
    answer: under(
      () => ['Transfer-Encoding: chunked'],
      (body) => `${body.length.toString(16)}\r\n${body}\r\n`,
    ),
  },
]
