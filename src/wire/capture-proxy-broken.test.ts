import { once } from 'node:events'
import { expect, test } from 'vitest'
import { answerOf, ask, kept, saying, upstream, watching } from '../../tests/watched-proxy.ts'

test.for([
  ['an invalid status', 'HTTP/1.1 099 Odd\r\ncontent-length: 2\r\n\r\nok', 'ERR_HTTP_INVALID_STATUS_CODE'],
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
