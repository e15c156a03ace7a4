import diagnostics from 'node:diagnostics_channel'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { chunkBytes, type Deadlines, type Exchange, type FailureStage, type WireRequest } from './exchange.ts'
import { httpTransport } from './http-transport.ts'

/** No exchange of these tests comes near, on a busy machine either. A test of a deadline shortens that one. */
const PATIENCE = 60_000
const PATIENT: Deadlines = {
  connect: PATIENCE,
  headers: PATIENCE,
  firstByte: PATIENCE,
  idle: PATIENCE,
  total: PATIENCE,
}
const SHORT = 300
const servers: (Server & { closeAllConnections?: () => void })[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections?.()
    server.close()
  }
})

async function listen(server: Server): Promise<string> {
  servers.push(server)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Asking extends Partial<WireRequest> {
  deadlines?: Partial<Deadlines>
  signal?: AbortSignal
}

const ask = async (origin: string, { deadlines, signal, ...change }: Asking = {}): Promise<Exchange> => {
  const transport = httpTransport(origin, { ...PATIENT, ...deadlines }, { authorization: 'Bearer sk-secret' })
  const exchange = await transport.send(
    { key: 'k', method: 'POST', path: '/v1/x', headers: [], body: '{}', via: 'http', ...change },
    signal,
  )
  transport.close?.()
  return exchange
}
const serve = (listener: RequestListener): Promise<string> => listen(createServer(listener))

/** The client, which is this process too, has read the headers of an answer and what came with them. */
async function arrival(): Promise<void> {
  await new Promise<void>((come) => {
    const channel = 'http.client.response.finish'
    const once = (): void => {
      diagnostics.unsubscribe(channel, once)
      come()
    }
    diagnostics.subscribe(channel, once)
  })
  await turn()
}

test('headers are kept as sent, chunks as they arrive, and the key is sent but not kept', async () => {
  let key: string | undefined
  const origin = await serve((request, response) => {
    key = request.headers.authorization
    response.writeHead(200, { 'X-Mixed-Case': 'a' })
    response.write('one')
    void arrival().then(() => setTimeout(() => response.end('two'), 40))
  })
  const exchange = await ask(origin)
  expect(key).toBe('Bearer sk-secret')
  expect(JSON.stringify(exchange)).not.toContain('sk-secret')
  expect(exchange.response?.headers).toContainEqual(['X-Mixed-Case', 'a'])
  expect(exchange.response?.chunks).toMatchObject([{ text: 'one' }, { text: 'two' }])
  const [first, second] = exchange.response?.chunks ?? []
  expect(second?.at).toBeGreaterThan(first?.at ?? 0)
  expect(exchange).toMatchObject({ failure: null, response: { complete: true } })
})

test('blanks are sent before the body, and not kept', async () => {
  let received = ''
  const origin = await serve((request, response) => {
    request.on('data', (data: Buffer) => {
      received += data.toString()
    })
    request.on('end', () => response.end('ok'))
  })
  const exchange = await ask(origin, { padding: 100_000 })
  expect([received.length, received.trim(), JSON.parse(received)]).toEqual([100_002, '{}', {}])
  expect(exchange).toMatchObject({ failure: null, request: { body: '{}', padding: 100_000 } })
})

test('an answer that comes before a large body was read counts', async () => {
  const origin = await serve((_request, response) => {
    response.writeHead(413, { 'content-type': 'text/html', connection: 'close' }).end('<html>')
  })
  expect(await ask(origin, { padding: 2_000_000 })).toMatchObject({
    failure: null,
    response: { status: 413, complete: true },
  })
})

test('an answer that came while this process was busy is not late', async () => {
  const origin = await serve((_request, response) => {
    response.writeHead(200).write('one')
    setTimeout(() => response.end('two'), 50)
  })
  const asked = ask(origin, { deadlines: { idle: SHORT } })
  await arrival()
  const busyUntil = performance.now() + SHORT + 100
  while (performance.now() < busyUntil);
  expect(await asked).toMatchObject({ failure: null, response: { complete: true } })
})

test('a redirect is not followed', async () => {
  let hits = 0
  const origin = await serve((_request, response) => {
    hits += 1
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  expect((await ask(origin)).response?.status).toBe(307)
  expect(hits).toBe(1)
})

test.for<[string, RequestListener, FailureStage, Partial<Deadlines>]>([
  ['no headers', () => {}, 'headers', { headers: SHORT }],
  [
    'headers without a body',
    (_request, response) => {
      response.writeHead(200, { 'content-length': '5' })
      response.flushHeaders()
    },
    'first-byte',
    { firstByte: SHORT },
  ],
  [
    'a body that stands still',
    (_request, response) => {
      response.write('a')
    },
    'idle',
    { idle: SHORT },
  ],
  [
    'a body that never ends',
    (_request, response) => {
      const timer = setInterval(() => response.write('a'), 50)
      response.on('close', () => clearInterval(timer))
    },
    'total',
    { total: SHORT },
  ],
  [
    'a reset inside the body',
    (_request, response) => {
      response.write('abc')
      void arrival().then(() => response.socket?.resetAndDestroy())
    },
    'body',
    {},
  ],
  [
    'a body shorter than announced',
    (_request, response) => {
      response.writeHead(200, { 'content-length': '50' })
      response.write('abc', () => response.socket?.end())
    },
    'body',
    {},
  ],
])('%s ends the exchange at its stage', async ([, listener, stage, deadlines]) => {
  const exchange = await ask(await serve(listener), { deadlines })
  expect(exchange.failure?.stage).toBe(stage)
  expect(exchange.timing.endMs).toBeLessThan(PATIENCE)
})

test('nothing listening is a failure to connect', async () => {
  const origin = await serve(() => {})
  await new Promise((closed) => servers.splice(0)[0]?.close(closed))
  expect((await ask(origin)).failure).toMatchObject({ stage: 'connect', code: 'ECONNREFUSED' })
})

test('something that does not speak HTTP is told apart', async () => {
  const origin = await listen(
    createTcpServer((socket) => {
      socket.end('SSH-2.0-OpenSSH_9\r\n')
    }),
  )
  expect((await ask(origin)).failure?.code).toMatch(/^HPE_/)
})

test('a stream is hung up on after so many events, whatever its line ends', async () => {
  const origin = await serve((_request, response) => {
    const timer = setInterval(() => response.write('data: 1\r\n\r\n'), 5)
    response.on('close', () => clearInterval(timer))
  })
  const exchange = await ask(origin, { abort: { afterEvents: 4, why: 'client-abort' } })
  expect(exchange.failure?.stage).toBe('client-abort')
  // Several may come at once, so the last chunk is the one with the fourth.
  const chunks = exchange.response?.chunks ?? []
  const events = (upTo: number): number => chunks.slice(0, upTo).map(chunkBytes).join('').split('\r\n\r\n').length - 1
  expect(events(chunks.length - 1)).toBeLessThan(4)
  expect(events(chunks.length)).toBeGreaterThanOrEqual(4)
})

test('an interruption breaks off what is under way', async () => {
  const interruption = new AbortController()
  const { signal } = interruption
  expect((await ask(await serve(() => interruption.abort()), { signal })).failure?.stage).toBe('interrupted')
  expect((await ask(await serve(() => {}), { signal })).failure?.stage).toBe('interrupted')
})
