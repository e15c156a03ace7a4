import { expect, test } from 'vitest'
import { raw } from '../define/example.ts'
import { startReplayServer } from './replay-server.ts'

test('an answer of a stranger leads nowhere else and ends nothing', async () => {
  const answers = new Map([
    ['/redirect', raw(['{"a":1}'], { status: 307, headers: [['Location', 'http://evil.example/v1'], ['Refresh', '0; url=http://evil.example'], ['x-kept', 'yes']] })],
    ['/masked', raw(['{"a":1}'], { headers: [['x-[redacted]', 'v'], ['bad name', 'v'], ['x-broken', 'a\r\nb: c'], ['x-kept', 'yes']] })],
    ['/zero', raw(['{"a":1}'], { status: 0 })],
  ])
  const server = await startReplayServer(({ path }) => answers.get(path))
  const ask = (path: string): Promise<Response> => fetch(server.url + path, { redirect: 'manual' })
  const [redirect, masked, zero] = [await ask('/redirect'), await ask('/masked'), await ask('/zero')]
  expect([redirect.status, redirect.headers.get('location'), redirect.headers.get('refresh'), redirect.headers.get('x-kept'), await redirect.text()]).toEqual([307, null, null, 'yes', '{"a":1}'])
  expect([masked.status, masked.headers.get('x-kept'), masked.headers.get('b'), await masked.text()]).toEqual([200, 'yes', null, '{"a":1}'])
  expect(zero.status).toBe(404)
  await server.close()
})
