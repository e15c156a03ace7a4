import { once } from 'node:events'
import http, { type IncomingMessage, type RequestListener, type Server } from 'node:http'
import net, { type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { startCaptureProxy, type CaptureOptions, type CaptureProxy } from '../src/wire/capture-proxy.ts'
import { chunkBytes, type Exchange } from '../src/wire/exchange.ts'

async function listening(server: Server | net.Server): Promise<URL> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => {}))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`)
}

export const upstream = (answer: RequestListener): Promise<URL> => listening(http.createServer(answer))
/** Says the same to whatever is sent, and hangs up. */
export const saying = (text: string): Promise<URL> =>
  listening(
    net.createServer((socket) => {
      socket.once('data', () => socket.end(text, 'latin1'))
    }),
  )

interface Watched extends CaptureProxy {
  told: Exchange[]
  refusals: string[]
  /** The next exchange that is told of. */
  next: () => Promise<Exchange>
}

export async function watching(to: URL, options: Partial<CaptureOptions> = {}): Promise<Watched> {
  const told: Exchange[] = []
  const refusals: string[] = []
  const waiting: ((exchange: Exchange) => void)[] = []
  const proxy = await startCaptureProxy({
    upstream: to,
    secrets: [],
    onRefused: (why) => refusals.push(why),
    failed: (error) => {
      throw error
    },
    ...options,
    onExchange: (exchange) => {
      told.push(exchange)
      waiting.shift()?.(exchange)
    },
  })
  onTestFinished(() => proxy.close())
  return {
    ...proxy,
    told,
    refusals,
    next: () =>
      new Promise((settle) => {
        waiting.push(settle)
      }),
  }
}

export const ask = (url: string, options: http.RequestOptions = {}): http.ClientRequest =>
  http.request(url, { agent: false, method: 'POST', ...options }).on('error', () => {})

export const kept = ({ response }: Exchange): Buffer => Buffer.concat((response?.chunks ?? []).map(chunkBytes))
export const answerOf = async (asked: http.ClientRequest): Promise<IncomingMessage> =>
  ((await once(asked, 'response')) as [IncomingMessage])[0]
