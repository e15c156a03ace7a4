import type { Socket } from 'node:net'

/** A request as a hostile server sees it. */
export interface AskedOf {
  method: string
  path: string
  headers: Record<string, string>
  body: string
  /** It asks for a stream. */
  streams: boolean
}

/** One way of being hostile. */
export interface HostileCase {
  name: string
  /** What the server does, one clause. */
  does: string
  /**
   * How one exchange with it must end: `error CODE`, `finding …` where no rule can read the answer, or `answered` where only the rules
   * on its parts can say what is wrong. As it stands in docs/hostile-servers.md.
   */
  ends: string
  /** The same, where a stream was asked for and that ends otherwise. */
  streamEnds?: string
  /** Answers a request. */
  answer: (socket: Socket, request: AskedOf) => void
  /** In the place of reading requests at all. */
  accept?: (socket: Socket) => void
  /** Every port is closed: nobody listens. */
  deaf?: boolean
  /** Sends so much that asking all suites takes long: `npm run test:torture` does. */
  heavy?: boolean
}

/** A head as it goes on the wire. */
export const head = (status: string, ...headers: string[]): string =>
  [`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n')

/** A whole answer, with the length of its body. */
export const whole = (status: string, type: string, body: string | Buffer, ...headers: string[]): Buffer =>
  Buffer.concat([
    Buffer.from(
      head(
        status,
        `Content-Type: ${type}`,
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Connection: close',
        ...headers,
      ),
      'latin1',
    ),
    Buffer.from(body as string),
  ])

export const JSON_TYPE = 'application/json'
export const SSE_TYPE = 'text/event-stream'

/** A chat answer that nothing is wrong with. */
export const completion = (content = 'Hello', model = 'tiny'): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model,
  choices: [
    { index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 },
})

/** The events of a streamed chat answer that nothing is wrong with. */
export const events = (content = 'Hello', model = 'tiny'): string[] => {
  const chunk = (delta: object, finish: string | null): object => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  })
  return [
    ...[chunk({ role: 'assistant', content: '' }, null), chunk({ content }, null), chunk({}, 'stop')].map(
      (one) => `data: ${JSON.stringify(one)}\n\n`,
    ),
    'data: [DONE]\n\n',
  ]
}

/** Sends the same bytes, whole, whatever is asked. */
export const always =
  (bytes: string | Buffer) =>
  (socket: Socket): void => {
    socket.end(bytes)
  }

/** Sends a JSON body or a stream, as it was asked for. */
export const asAsked =
  (json: string | Buffer, stream: string | Buffer, ...headers: string[]) =>
  (socket: Socket, { streams }: AskedOf): void => {
    socket.end(streams ? whole('200 OK', SSE_TYPE, stream, ...headers) : whole('200 OK', JSON_TYPE, json, ...headers))
  }

/** Sends pieces as fast as they are taken until the other side has had enough. */
export function pour(socket: Socket, piece: string | Buffer, most = Infinity): void {
  let sent = 0
  const go = (): void => {
    while (!socket.destroyed && sent < most) {
      sent += Buffer.byteLength(piece)
      if (!socket.write(piece)) return void socket.once('drain', go)
    }
    if (!socket.destroyed) socket.end()
  }
  go()
}

/** Sends a piece every so many milliseconds. */
export function drip(socket: Socket, pieces: Iterable<string | Buffer>, everyMs: number): void {
  const left = pieces[Symbol.iterator]()
  const timer = setInterval(() => {
    const next = left.next()
    if (next.done || socket.destroyed) {
      clearInterval(timer)
      socket.end()
    } else socket.write(next.value)
  }, everyMs)
  socket.on('close', () => clearInterval(timer))
}

/** Sends what there is, then breaks the connection. */
export const thenReset =
  (bytes: string) =>
  (socket: Socket): void => {
    // What was written must leave before the connection breaks.
    socket.write(bytes, 'latin1', () => setTimeout(() => socket.resetAndDestroy(), 10))
  }
