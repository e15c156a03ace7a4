import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Hooks } from '../../src/deviations/hooks.ts'
import { isObject, type JsonObject, type ServerReply, type ServerRequest } from '../../src/deviations/server-reply.ts'
import { MEASURING_QUESTIONS } from '../../src/server/calibration.ts'
import { startStandIn } from '../../stand-in/http-server.ts'
import { whenDone } from './when-done.ts'

export interface StandIn {
  url: string
  /** Every request so far. */
  requests: ServerRequest[]
  stop: () => Promise<void>
}

/** The stand-in on a free port, gone when the test is over. Its clock goes right, and it notes what it is asked. */
export async function standIn(options: { hooks?: Hooks; key?: string; pace?: number } = {}): Promise<StandIn> {
  const { hooks = {}, ...rest } = options
  const requests: ServerRequest[] = []
  const noted: Hooks = {
    ...hooks,
    completion: (body, request) => dated(hooks.completion?.(body, request) ?? body),
    chunks: (chunks, request) => (hooks.chunks?.(chunks, request) ?? chunks).map(dated),
    textCompletion: (body, request) => dated(hooks.textCompletion?.(body, request) ?? body),
    textChunks: (chunks, request) => (hooks.textChunks?.(chunks, request) ?? chunks).map(dated),
    responseObject: (body, request) => dated(hooks.responseObject?.(body, request) ?? body),
    responseEvents: (events, request) => (hooks.responseEvents?.(events, request) ?? events).map(dated),
    response: (reply, request) => {
      requests.push(request)
      return hooks.response?.(reply, request) ?? reply
    },
  }
  const { url, stop } = await startStandIn({ pace: 0.01, ...rest, hooks: noted })
  whenDone(stop)
  return { url, requests, stop }
}

/** The same with the time of now where it says a time, also in the response of an event. */
function dated(body: JsonObject): JsonObject {
  const now = Math.floor(Date.now() / 1000)
  const { created, created_at: createdAt, completed_at: completedAt, response } = body
  return {
    ...body,
    ...(created === undefined ? {} : { created: now }),
    ...(createdAt === undefined ? {} : { created_at: now }),
    ...(typeof completedAt === 'number' ? { completed_at: now } : {}),
    ...(isObject(response) ? { response: dated(response) } : {}),
  }
}

/** The chat requests of the suites. */
export const chatRequests = ({ requests }: StandIn): ServerRequest[] =>
  requests.filter((request) => request.path.includes('/chat/completions') && !isMeasuring(request))

/** How many requests of the suites were more than a look. */
export const posted = ({ requests }: StandIn): number =>
  requests.filter((request) => request.method === 'POST' && !isMeasuring(request)).length

/** A request of `Calibration`, which no suite sends. */
export const isMeasuring = ({ body }: Pick<ServerRequest, 'body'>): boolean =>
  MEASURING_QUESTIONS.some((question) => body?.includes(JSON.stringify([{ role: 'user', content: question }])))

/** Puts another answer in place of every answer to a chat request. */
export const onChat = (answer: (reply: ServerReply, request: ServerRequest) => ServerReply): Hooks => ({
  response: (reply, request) => (request.path.includes('/chat/completions') ? answer(reply, request) : reply),
})

export const errorReply = (status: number, message: string): ServerReply => ({
  status,
  headers: [['content-type', 'application/json']],
  chunks: [{ afterMs: 0, bytes: JSON.stringify({ error: { message, type: 'api_error', param: null, code: null } }) }],
})

/** An HTTP server that answers everything by one function. */
export const httpServer = (answer: RequestListener): Promise<string> => listening(createServer(answer), 'http://')

/** A server that says the same to every path. */
export const fixed = (status: number, type: string, body: string): Promise<string> =>
  httpServer((_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(body)
  })

/** A server that speaks something other than HTTP, or nothing. */
export const tcpServer = (greet: (socket: Socket) => void): Promise<string> =>
  listening(
    createTcpServer((socket) => {
      greet(socket.on('error', () => {}))
    }),
    '',
  )

/** Lets a server listen on a free port until the test is over, and gives its address. */
export async function listening(server: Server, scheme: string): Promise<string> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  whenDone(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `${scheme}127.0.0.1:${(server.address() as AddressInfo).port}`
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
