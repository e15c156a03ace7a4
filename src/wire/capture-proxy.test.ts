import { once } from 'node:events'
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { expect, test } from 'vitest'
import { answerOf, ask, upstream, watching } from '../../tests/watched-proxy.ts'
import { startCaptureProxy } from './capture-proxy.ts'

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
  const refused = async (headers: OutgoingHttpHeaders): Promise<unknown> => {
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
