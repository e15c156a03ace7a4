import { always, JSON_TYPE, whole, type HostileCase } from '../hostile-case.ts'
import { bodyFor, JSON_BODY, typeFor, under } from '../right-body.ts'
import { framing } from './http-framing.ts'

const status = (line: string, body = '', ...headers: string[]) =>
  always(`HTTP/1.1 ${line}\r\nConnection: close\r\n${headers.map((one) => `${one}\r\n`).join('')}\r\n${body}`)

/** Those that are wrong about HTTP itself. */
export const http: HostileCase[] = [
  ...framing,
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
    ends: 'finding',
    answer: status('204 No Content', JSON_BODY, `Content-Length: ${JSON_BODY.length}`),
  },
  { name: '304', does: 'answers 304 without a body', ends: 'finding', answer: status('304 Not Modified') },
  {
    name: '304 with a body',
    does: 'answers 304 with a body, which HTTP forbids',
    ends: 'finding',
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
