import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { AskedOf, HostileCase } from './hostile-case.ts'

export interface TortureServer {
  url: string
  /** What was asked so far, the head of each connection as it came. */
  asked: AskedOf[]
  stop: () => Promise<void>
}

/** Answers a request well; true where it did. */
export type Friendly = (socket: Socket, request: AskedOf) => boolean

/**
 * A server on a socket of its own, because node:http is too polite for most of this. `friendly` answers first what it likes to, so that
 * a server can be hostile to a part of what it is asked only, or from some moment on.
 */
export async function tortureServer(
  { accept, answer, deaf }: Pick<HostileCase, 'accept' | 'answer' | 'deaf'>,
  friendly: Friendly = () => false,
): Promise<TortureServer> {
  const asked: AskedOf[] = []
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    if (accept) return accept(socket)
    readRequest(socket, (request) => {
      asked.push(request)
      if (!friendly(socket, request)) answer(socket, request)
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  const stop = (): Promise<void> =>
    new Promise((stopped) => {
      server.close(() => stopped())
      for (const socket of sockets) socket.destroy()
    })
  if (deaf) await stop()
  return { url: `http://127.0.0.1:${port}`, asked, stop: deaf ? () => Promise.resolve() : stop }
}

/** Reads one request after the other, each with a body of the announced length. */
function readRequest(socket: Socket, tell: (request: AskedOf) => void): void {
  let pending = Buffer.alloc(0)
  socket.on('data', (data: Buffer) => {
    pending = Buffer.concat([pending, data])
    for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
      const [first = '', ...lines] = pending.subarray(0, end).toString('latin1').split('\r\n')
      const headers = Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
      )
      const length = Number(headers['content-length'] ?? 0)
      if (pending.length < end + 4 + length) return
      const body = pending.subarray(end + 4, end + 4 + length).toString('utf8')
      pending = pending.subarray(end + 4 + length)
      const [method = '', path = ''] = first.split(' ')
      tell({ method, path, headers, body, streams: /"stream": ?true/.test(body) })
    }
  })
}
