import type { Socket } from 'node:net'
import {
  always,
  asAsked,
  completion,
  events,
  head,
  JSON_TYPE,
  SSE_TYPE,
  whole,
  type AskedOf,
  type HostileCase,
} from '../hostile-case.ts'

const JSON_BODY = JSON.stringify(completion())
const STREAM_BODY = events().join('')
const bodyFor = ({ streams }: AskedOf): string => (streams ? STREAM_BODY : JSON_BODY)
const typeFor = ({ streams }: AskedOf): string => `Content-Type: ${streams ? SSE_TYPE : JSON_TYPE}`

/** Sends the right body under these headers. */
const under =
  (headers: (body: string) => string[], send: (body: string) => string = (body) => body) =>
  (socket: Socket, request: AskedOf): void => {
    const body = bodyFor(request)
    socket.end(head('200 OK', typeFor(request), 'Connection: close', ...headers(body)) + send(body))
  }
const chunked = (size: string) =>
  under(
    () => ['Transfer-Encoding: chunked'],
    (body) => `${size}\r\n${body}\r\n0\r\n\r\n`,
  )
const status = (line: string, body = '', ...headers: string[]) =>
  always(`HTTP/1.1 ${line}\r\nConnection: close\r\n${headers.map((one) => `${one}\r\n`).join('')}\r\n${body}`)

/** Those that are wrong about HTTP itself. */
export const http: HostileCase[] = [
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
    ends: 'error HPE_CLOSED_CONNECTION',
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
    ends: 'error HPE_UNEXPECTED_CONTENT_LENGTH',
    answer: under((body) => [`Content-Length: ${body.length}`, 'Content-Length: 10']),
  },
  {
    name: 'negative length',
    does: 'announces less than nothing',
    ends: 'error HPE_INVALID_CONTENT_LENGTH',
    answer: under(() => ['Content-Length: -1']),
  },
  {
    name: 'length and chunks',
    does: 'announces a length and chunks at once',
    ends: 'error HPE_INVALID_TRANSFER_ENCODING',
    answer: under(
      (body) => [`Content-Length: ${body.length}`, 'Transfer-Encoding: chunked'],
      (body) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    ),
  },
  {
    name: 'a chunk size that is no number',
    does: 'sends chunks of the size `zz`',
    ends: 'error HPE_INVALID_CHUNK_SIZE',
    answer: chunked('zz'),
  },
  {
    name: 'a negative chunk size',
    does: 'sends chunks of the size `-5`',
    ends: 'error HPE_INVALID_CHUNK_SIZE',
    answer: chunked('-5'),
  },
  {
    name: 'a huge chunk size',
    does: 'sends a chunk of the size `ffffffffffffffffff`',
    ends: 'error HPE_INVALID_CHUNK_SIZE',
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
  {
    name: 'HTTP/1.0 with a length',
    does: 'speaks HTTP/1.0, and all is well but for that',
    ends: 'answered',
    answer: (socket, request) => {
      socket.end(
        `HTTP/1.0 200 OK\r\n${typeFor(request)}\r\nContent-Length: ${bodyFor(request).length}\r\n\r\n${bodyFor(request)}`,
      )
    },
  },
  {
    name: 'HTTP/1.0 without a length',
    does: 'speaks HTTP/1.0 and ends the body by closing, and all is well but for that',
    ends: 'answered',
    answer: (socket, request) => {
      socket.end(`HTTP/1.0 200 OK\r\n${typeFor(request)}\r\n\r\n${bodyFor(request)}`)
    },
  },
  {
    name: 'HTTP/9.9',
    does: 'speaks a version that does not exist',
    ends: 'error HPE_INVALID_VERSION',
    answer: always('HTTP/9.9 200 OK\r\n\r\n{}'),
  },
  {
    name: '100 and no more',
    does: 'says 100 Continue and then nothing',
    ends: 'error DEADLINE',
    answer: (socket) => {
      socket.write('HTTP/1.1 100 Continue\r\n\r\n')
    },
  },
  {
    name: '100 before the answer',
    does: 'says 100, 102 and 103 before the answer, and all is well but for that',
    ends: 'answered',
    answer: (socket, request) => {
      socket.write(
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n',
      )
      under((body) => [`Content-Length: ${body.length}`])(socket, request)
    },
  },
  {
    name: 'a flood of 1xx',
    does: 'says 102 Processing without end',
    ends: 'error DEADLINE',
    answer: (socket) => {
      const flood = (): void => {
        while (!socket.destroyed && socket.write('HTTP/1.1 102 Processing\r\n\r\n'.repeat(100)));
        socket.once('drain', flood)
      }
      flood()
    },
  },
  {
    name: '101',
    does: 'switches to another protocol unasked',
    ends: 'error UPGRADE',
    answer: (socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x05Hello')
    },
  },
  { name: '204', does: 'answers 204 without a body', ends: 'finding', answer: status('204 No Content') },
  {
    name: '204 with a body',
    does: 'answers 204 with a body, which HTTP forbids',
    ends: 'error HPE_CLOSED_CONNECTION',
    answer: status('204 No Content', JSON_BODY, `Content-Length: ${JSON_BODY.length}`),
  },
  { name: '304', does: 'answers 304 without a body', ends: 'finding', answer: status('304 Not Modified') },
  {
    name: '304 with a body',
    does: 'answers 304 with a body, which HTTP forbids',
    ends: 'error HPE_CLOSED_CONNECTION',
    answer: status('304 Not Modified', JSON_BODY, `Content-Length: ${JSON_BODY.length}`),
  },
  {
    name: 'status 999',
    does: 'answers with a status that does not exist',
    ends: 'finding',
    answer: status('999 Whatever', '{}', 'Content-Length: 2'),
  },
  {
    name: 'status 0',
    does: 'answers with the status 0',
    ends: 'finding',
    answer: status('000 Nothing', '{}', 'Content-Length: 2'),
  },
  {
    name: 'redirect loop',
    does: 'redirects to itself without end',
    ends: 'finding',
    answer: (socket, { path }) => {
      socket.end(whole('307 Temporary Redirect', JSON_TYPE, '', `Location: ${path}`))
    },
  },
  {
    name: 'HTML error page',
    does: 'answers 502 with a page',
    ends: 'finding',
    answer: always(
      whole(
        '502 Bad Gateway',
        'text/html',
        '<html><head><title>502 Bad Gateway</title></head><body><script>alert(1)</script></body></html>',
      ),
    ),
  },
  {
    name: 'HTML page as success',
    does: 'answers 200 with a page',
    ends: 'finding',
    answer: always(whole('200 OK', 'text/html', '<!doctype html><html><body>Welcome to nginx!</body></html>')),
  },
  {
    name: 'HTML page that says JSON',
    does: 'answers 200 with a page and calls it JSON',
    ends: 'finding',
    answer: always(whole('200 OK', JSON_TYPE, '<!doctype html><html><body>{"error": {"message": "x"}}</body></html>')),
  },
  {
    name: 'garbage',
    does: 'sends bytes that are not HTTP',
    ends: 'error HPE_INVALID_CONSTANT',
    answer: always(Buffer.from('00ff13378badf00d'.repeat(64), 'hex')),
  },
  {
    name: 'SSH',
    does: 'greets as an SSH server',
    ends: 'error HPE_INVALID_CONSTANT',
    answer: () => {},
    accept: (socket) => {
      socket.end('SSH-2.0-OpenSSH_9.6\r\n')
    },
  },
  {
    name: 'TLS',
    does: 'speaks TLS where plain HTTP is spoken',
    ends: 'error HPE_INVALID_CONSTANT',
    answer: always(Buffer.from('15030300020232', 'hex')),
  },
]
