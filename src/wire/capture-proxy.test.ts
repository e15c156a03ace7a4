import { once } from 'node:events'
import http, { type IncomingMessage, type RequestListener, type Server } from 'node:http'
import net, { type AddressInfo, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect, onTestFinished, test } from 'vitest'
import { startCaptureProxy, type CaptureOptions, type CaptureProxy } from './capture-proxy.ts'
import { MAX_BODY_BYTES } from './decode.ts'
import { chunkBytes, type Exchange } from './exchange.ts'

const MB = 1024 * 1024

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

const upstream = (answer: RequestListener): Promise<URL> => listening(http.createServer(answer))

/** Says the same to whatever is sent, and hangs up. */
const saying = (text: string): Promise<URL> =>
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

async function watching(to: URL, options: Partial<CaptureOptions> = {}): Promise<Watched> {
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

const ask = (url: string, options: http.RequestOptions = {}): http.ClientRequest =>
  http.request(url, { agent: false, method: 'POST', ...options }).on('error', () => {})
const kept = ({ response }: Exchange): Buffer => Buffer.concat((response?.chunks ?? []).map(chunkBytes))
const answerOf = async (asked: http.ClientRequest): Promise<IncomingMessage> =>
  ((await once(asked, 'response')) as [IncomingMessage])[0]

test.for([
  ['a status that is none', 'HTTP/1.1 099 Odd\r\ncontent-length: 2\r\n\r\nok', 'ERR_HTTP_INVALID_STATUS_CODE'],
  ['a control character in the reason', 'HTTP/1.1 200 O\x01K\r\ncontent-length: 2\r\n\r\nok', 'ERR_INVALID_CHAR'],
  [
    'another protocol unasked',
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
    'UPGRADE',
  ],
  ['101 without a protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n', 'UPGRADE'],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n', 'HPE_INVALID_CONSTANT'],
  ['nothing', '', 'ECONNRESET'],
] as const)('a server that says %s is a 502 for the app, and told of', async ([, text, code]) => {
  const { url, next } = await watching(await saying(text))
  const told = next()
  const answer = await fetch(`${url}/v1/models`)
  expect({ status: answer.status, body: await answer.json() }).toEqual({
    status: 502,
    body: {
      error: {
        message: expect.stringContaining('no answer of the server can be passed on'),
        type: 'api_error',
        param: null,
        code,
      },
    },
  })
  expect(await told).toMatchObject({
    request: { method: 'GET', path: '/v1/models' },
    failure: { stage: 'headers', code },
  })
})

test('a server that cannot be reached is a 502, and what the app wanted is told of', async () => {
  const { url, next } = await watching(new URL('http://127.0.0.1:9/v1'))
  const told = next()
  const answer = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body: '{"model":"m"}' })
  expect(answer.status).toBe(502)
  expect(await told).toMatchObject({
    request: { body: '{"model":"m"}' },
    response: null,
    failure: { stage: 'connect', code: 'ECONNREFUSED' },
  })
})

test('an app that hangs up inside its upload takes nothing along, and the server feels it', async () => {
  const felt = Promise.withResolvers<void>()
  const { url, next } = await watching(
    await upstream((request, response) => {
      if (request.method === 'GET') return response.end('well')
      request.on('error', () => felt.resolve()).once('data', () => app.destroy())
    }),
  )
  const told = next()
  const app = ask(`${url}/v1/chat/completions`, { headers: { 'content-length': 1000 } })
  app.write('{"model":')
  expect(await told).toMatchObject({
    request: { body: '{"model":', truncated: true },
    response: null,
    failure: { code: 'HUNG_UP' },
  })
  await felt.promise
  expect(await (await fetch(`${url}/v1/models`)).text()).toBe('well')
})

test('an app that hangs up inside its answer is told of with what it got', async () => {
  const { url, next } = await watching(
    await upstream((_request, response) => {
      response.write('data: 1\n\n')
    }),
  )
  const told = next()
  const app = ask(`${url}/v1/chat/completions`)
  app.end('{}')
  await once(await answerOf(app), 'data')
  app.destroy()
  const exchange = await told
  expect(exchange).toMatchObject({
    request: { body: '{}' },
    response: { status: 200, complete: false },
    failure: { stage: 'body', code: 'HUNG_UP' },
  })
  expect(kept(exchange).toString()).toBe('data: 1\n\n')
})

test('an answer that breaks off breaks off for the app', async () => {
  const { url, next } = await watching(await saying('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'))
  const told = next()
  await expect(fetch(`${url}/v1/models`).then((answer) => answer.text())).rejects.toThrow()
  expect(await told).toMatchObject({ response: { complete: false }, failure: { stage: 'body', code: 'ECONNRESET' } })
})

/** Pieces of 64 KB that are made as they are asked for, and how many bytes were. */
function pieces(total: number): { source: Readable; made: () => number } {
  const piece = Buffer.alloc(MB / 16, 'x')
  let made = 0
  const source = new Readable({
    read() {
      this.push(made < total ? piece.subarray(0, Math.min(piece.length, total - made)) : null)
      made += piece.length
    },
  })
  return { source, made: () => made }
}

async function bytesIn(stream: AsyncIterable<Buffer>): Promise<number> {
  let bytes = 0
  for await (const data of stream) bytes += data.length
  return bytes
}

test('an answer of 157 MB waits for a slow app, arrives whole, and is kept to its first 8 MB', async () => {
  const { source, made } = pieces(157 * MB)
  const { url, told, close } = await watching(
    await upstream((request, response) => {
      if (request.method === 'GET') response.end()
      else void pipeline(source, response)
    }),
  )
  const app = ask(`${url}/v1/chat/completions`)
  app.end('{}')
  const answer = await answerOf(app)
  // While the app reads nothing, others are served, until the first answer stands still or all of it has been taken in.
  for (let [before, still] = [-1, 0]; still < 20; still = made() === before ? still + 1 : 0) {
    before = made()
    await (await fetch(`${url}/v1/models`)).text()
  }
  expect(made()).toBeLessThan(64 * MB)
  expect(await bytesIn(answer)).toBe(157 * MB)
  await close()
  const exchange = told.find(({ request }) => request.method === 'POST')
  expect(exchange).toMatchObject({ response: { complete: false }, failure: { stage: 'body', code: 'TOO_LARGE' } })
  expect(exchange && kept(exchange).length).toBe(MAX_BODY_BYTES)
})

test('an upload of 32 MB arrives whole, and is kept to its first 8 MB', async () => {
  let arrived = 0
  const { url, next } = await watching(
    await upstream((request, response) => {
      void bytesIn(request).then((bytes) => {
        arrived = bytes
        response.end('{}')
      })
    }),
  )
  const told = next()
  const app = ask(`${url}/v1/chat/completions`)
  await pipeline(pieces(32 * MB).source, app)
  expect(await bytesIn(await answerOf(app))).toBe(2)
  const { request, failure } = await told
  expect({ arrived, kept: request.body?.length, truncated: request.truncated, failure }).toEqual({
    arrived: 32 * MB,
    kept: MAX_BODY_BYTES,
    truncated: true,
    failure: null,
  })
})

test('an answer that comes before the upload has ended reaches the app, which can send all of it, and more', async () => {
  const { url, told } = await watching(await saying('HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nno.'))
  const { port, host } = new URL(url)
  const app = net.connect(Number(port), '127.0.0.1')
  onTestFinished(() => {
    app.destroy()
  })
  app.write(`POST /v1/chat/completions HTTP/1.1\r\nhost: ${host}\r\ncontent-length: ${20 * MB}\r\n\r\n`)
  await pipeline(pieces(20 * MB).source, app, { end: false })
  app.write(`GET /v1/models HTTP/1.1\r\nhost: ${host}\r\n\r\n`)
  let said = ''
  while (said.split('HTTP/1.1 413').length < 3) said += String(((await once(app, 'data')) as [Buffer])[0])
  expect(told[0]).toMatchObject({
    request: { truncated: true },
    response: { status: 413, complete: true },
    failure: null,
  })
})

test('a body in pieces without end is kept to so many', async () => {
  const { url, next } = await watching(
    await upstream((request, response) => {
      request.resume().on('end', () => response.end())
    }),
  )
  const told = next()
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
  })
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: ${new URL(url).host}\r\ntransfer-encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(20_001)}0\r\n\r\n`,
  )
  const { request } = await told
  expect({ pieces: request.body?.length, truncated: request.truncated }).toEqual({ pieces: 20_000, truncated: true })
})

test('what is passed on is what was sent, without what belongs to one connection', async () => {
  const arrived: { headers: string[]; body: string }[] = []
  const to = await upstream((request, response) => {
    const parts: Buffer[] = []
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        arrived.push({ headers: request.rawHeaders, body: Buffer.concat(parts).toString() })
        response.writeHead(200, ['X-One', '1', 'x-one', '2', 'Connection', 'x-hop', 'X-Hop', 'here']).end('well')
      })
  })
  const { url } = await watching(to)
  const send = async (headers: string[], body?: string): Promise<IncomingMessage> => {
    const app = ask(`${url}/v1/embeddings`, { headers: ['Host', new URL(url).host, ...headers] })
    app.end(body)
    const answer = await answerOf(app)
    answer.resume()
    return answer
  }
  const answer = await send(
    [
      'X-Case',
      'a',
      'x-case',
      'b',
      'Accept-Encoding',
      'gzip',
      'Connection',
      'X-Mine',
      'X-Mine',
      'here',
      'Content-Length',
      '2',
    ],
    '{}',
  )
  await send(['Transfer-Encoding', 'chunked'], '{"a":1}')
  await send(['Content-Length', '0'])
  const rest = ['Host', to.host, 'Connection', 'close']
  expect(arrived).toEqual([
    { headers: ['X-Case', 'a', 'x-case', 'b', 'Content-Length', '2', ...rest], body: '{}' },
    { headers: ['Host', to.host, 'Transfer-Encoding', 'chunked', 'Connection', 'close'], body: '{"a":1}' },
    { headers: ['Content-Length', '0', ...rest], body: '' },
  ])
  expect(answer.rawHeaders.filter((_, at) => at < 4)).toEqual(['X-One', '1', 'x-one', '2'])
  expect(answer.headers['x-hop']).toBeUndefined()
})

test('no header of an app makes another request of its body', async () => {
  const asked: string[] = []
  const to = await upstream((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['content-length']}`)
    request.resume().on('end', () => response.end('well'))
  })
  const { url } = await watching(to)
  const body = 'DELETE /api/delete HTTP/1.1\r\nHost: x\r\n\r\n'
  for (const method of ['GET', 'DELETE', 'POST']) {
    const headers = ['Host', new URL(url).host, 'Connection', 'Content-Length', 'Content-Length', String(body.length)]
    const app = ask(`${url}/v1/models`, { method, headers })
    app.end(body)
    await once((await answerOf(app)).resume(), 'end')
  }
  expect(asked).toEqual(['GET', 'DELETE', 'POST'].map((method) => `${method} /v1/models ${body.length}`))
})

test('what is still under way when the proxy closes is told of before it has closed', async () => {
  const { url, told, close } = await watching(
    await upstream((_request, response) => {
      response.write('data: 1\n\n')
    }),
  )
  const app = ask(`${url}/v1/chat/completions`)
  app.end('{"stream":true}')
  await once(await answerOf(app), 'data')
  await close()
  expect(told).toMatchObject([{ request: { body: '{"stream":true}' }, response: { status: 200, complete: false } }])
})

test('what fails in telling ends neither the proxy nor the app, and is handed on', async () => {
  const failures: Error[] = []
  const proxy = await startCaptureProxy({
    upstream: await upstream((_request, response) => {
      response.end('well')
    }),
    secrets: [],
    failed: (error) => failures.push(error),
    onExchange: () => {
      throw new Error('no more')
    },
  })
  const text = await (await fetch(`${proxy.url}/v1/models`)).text()
  await proxy.close()
  expect({ text, failures: failures.map(({ message }) => message) }).toEqual({ text: 'well', failures: ['no more'] })
})

test('pages of other sites are refused, and the server is not asked', async () => {
  let asked = 0
  const { url, told, refusals } = await watching(
    await upstream((_request, response) => {
      asked += 1
      response.end()
    }),
  )
  const port = new URL(url).port
  const refused = async (headers: http.OutgoingHttpHeaders): Promise<unknown> => {
    const app = ask(`${url}/v1/chat/completions`, { headers })
    app.end('{}')
    const answer = await answerOf(app)
    return {
      status: answer.statusCode,
      body: JSON.parse(String(await answer.toArray().then((parts) => Buffer.concat(parts as Buffer[])))) as unknown,
    }
  }
  const error = (code: string): unknown => ({
    status: 403,
    body: { error: { message: expect.any(String), type: 'permission_error', param: null, code } },
  })
  expect(await refused({ host: `evil.example:${port}` })).toEqual(error('host_not_allowed'))
  expect(await refused({ origin: 'http://evil.example' })).toEqual(error('origin_not_allowed'))
  expect({ asked, told, refusals: refusals.length }).toEqual({ asked: 0, told: [], refusals: 2 })
})
