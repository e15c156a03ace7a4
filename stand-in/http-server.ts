import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { ServerReply, ServerRequest } from '../src/deviations/server-reply.ts'
import { Failure } from '../src/failure.ts'
import type { HeaderPair } from '../src/wire/exchange.ts'
import { handle, type StandInOptions } from './stand-in.ts'

export interface RunningStandIn {
  /** Origin, for example `http://127.0.0.1:41234`. */
  url: string
  stop: () => Promise<void>
}

/** Node sets these itself, as the connection has them. */
const OWN_HEADERS = /^(date|connection)$/i

/** The stand-in as a real server on a free port. `pace` stretches or shrinks the time between chunks. */
export const startStandIn = ({
  pace = 0.05,
  ...options
}: StandInOptions & { pace?: number } = {}): Promise<RunningStandIn> =>
  listen((request) => handle(request, options), { pace, port: 0 })

/** What a server says to a request. */
export type Answerer = (request: ServerRequest) => ServerReply

/** Serves on a port of this machine, any free one for 0. @throws Failure where that port is taken. */
export async function listen(
  answer: Answerer,
  { pace, port }: { pace: number; port: number },
): Promise<RunningStandIn> {
  const server = createServer((request, response) => {
    serve(request, response, answer, pace).catch(() => response.destroy())
  })
  await new Promise<void>((ready, fail) => server.once('error', fail).listen(port, '127.0.0.1', ready)).catch(
    (cause: NodeJS.ErrnoException) => {
      throw new Failure('PORT_TAKEN', `Port ${port} cannot be listened on (${cause.code}). Name another.`, { cause })
    },
  )
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the stand-in has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped())
        server.closeAllConnections()
      }),
  }
}

export async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answerer,
  pace: number,
): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const headers = Object.entries(request.headers).map(([name, value]): HeaderPair => [
    name,
    [value ?? ''].flat().join(', '),
  ])
  const body = parts.length > 0 ? Buffer.concat(parts).toString('utf8') : null
  await write(response, answer({ method: request.method ?? 'GET', path: request.url ?? '/', headers, body }), pace)
}

async function write(response: ServerResponse, reply: ServerReply, pace: number): Promise<void> {
  if (reply.cut === 'refused') {
    response.destroy()
    return
  }
  response.writeHead(reply.status, reply.headers.filter(([name]) => !OWN_HEADERS.test(name)).flat())
  for (const { afterMs, bytes } of reply.chunks) {
    await wait(afterMs * pace)
    if (response.destroyed) return
    response.write(bytes)
  }
  if (!reply.cut) response.end()
  // What was written must leave before the connection breaks.
  else setTimeout(() => response.socket?.resetAndDestroy(), 5)
}
