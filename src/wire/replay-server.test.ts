import http from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { raw } from '../suite/example.ts'
import type { Exchange } from './exchange.ts'
import { startReplayServer } from './replay-server.ts'

const captured = (status: number): Exchange => ({
  key: 'a',
  failure: null,
  timing: { startedAt: '', headersMs: null, firstByteMs: null, endMs: 0 },
  request: { method: 'GET', path: '/v1/models', headers: [], body: null, via: 'http' },
  response: {
    status,
    statusText: '',
    httpVersion: '1.1',
    headers: [
      ['x-a', 'b'],
      ['content-length', '99'],
    ],
    chunks: [{ at: 0, text: 'well' }],
    complete: true,
  },
})

async function replaying(exchange: Exchange | undefined): Promise<string> {
  const { url, close } = await startReplayServer({
    find: () => exchange,
    failed: (error) => {
      throw error
    },
  })
  onTestFinished(close)
  return url
}

test('what was captured is answered again, what was not is a 404', async () => {
  const answer = await fetch(await replaying(captured(200)))
  expect({ status: answer.status, header: answer.headers.get('x-a'), text: await answer.text() }).toEqual({
    status: 200,
    header: 'b',
    text: 'well',
  })
  expect((await fetch(await replaying(undefined))).status).toBe(404)
})

test('what cannot be sent again is a 502', async () => {
  const answer = await fetch(await replaying(captured(99)))
  expect({ status: answer.status, body: await answer.json() }).toMatchObject({
    status: 502,
    body: { error: { code: 'ERR_HTTP_INVALID_STATUS_CODE' } },
  })
})

test('other sites get nothing of what was captured', async () => {
  const url = await replaying(captured(200))
  const status = await new Promise((settle) => {
    http.get(url, { agent: false, headers: { host: `evil.example:${new URL(url).port}` } }, (answer) =>
      settle(answer.resume().statusCode),
    )
  })
  expect(status).toBe(403)
})

test('an answer of a stranger leads nowhere else and ends nothing', async () => {
  const answers = new Map([
    [
      '/redirect',
      raw(['{"a":1}'], {
        status: 307,
        headers: [
          ['Location', 'http://evil.example/v1'],
          ['Refresh', '0; url=http://evil.example'],
          ['x-kept', 'yes'],
        ],
      }),
    ],
    [
      '/masked',
      raw(['{"a":1}'], {
        headers: [
          ['x-[redacted]', 'v'],
          ['bad name', 'v'],
          ['x-broken', 'a\r\nb: c'],
          ['x-kept', 'yes'],
        ],
      }),
    ],
    ['/zero', raw(['{"a":1}'], { status: 0 })],
  ])
  const server = await startReplayServer({
    find: ({ path }) => answers.get(path),
    failed: (error) => {
      throw error
    },
  })
  const ask = (path: string): Promise<Response> => fetch(server.url + path, { redirect: 'manual' })
  const [redirect, masked, zero] = [await ask('/redirect'), await ask('/masked'), await ask('/zero')]
  expect([
    redirect.status,
    redirect.headers.get('location'),
    redirect.headers.get('refresh'),
    redirect.headers.get('x-kept'),
    await redirect.text(),
  ]).toEqual([307, null, null, 'yes', '{"a":1}'])
  expect([masked.status, masked.headers.get('x-kept'), masked.headers.get('b'), await masked.text()]).toEqual([
    200,
    'yes',
    null,
    '{"a":1}',
  ])
  expect(zero.status).toBe(502)
  await server.close()
})
