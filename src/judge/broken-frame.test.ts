import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { chat } from '../suite/steps.ts'
import type { Exchange } from '../wire/exchange.ts'
import { httpTransport } from '../wire/http-transport.ts'
import { observe } from '../wire/observe.ts'
import { answered } from './answered.ts'

const MINUTE = 60_000
const STEP = chat({ messages: [], max_tokens: 4 })
const BODY = '{"object":"chat.completion","choices":[]}'
const open: { close(): void }[] = []
afterEach(() => open.splice(0).forEach((server) => server.close()))

/** What a server sends with these headers, over a real connection. */
async function exchanged(headers: string, body = BODY): Promise<Exchange> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () =>
      socket.end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${headers}\r\n\r\n${body}`),
    )
  })
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const deadlines = { connect: MINUTE, headers: MINUTE, firstByte: MINUTE, idle: MINUTE, total: MINUTE }
  const request = {
    key: 'k',
    method: 'POST',
    path: '/v1/chat/completions',
    headers: [],
    body: '{}',
    via: 'http' as const,
  }
  return httpTransport(`http://127.0.0.1:${port}`, deadlines).send(request)
}
const state = async (headers: string, body?: string) => answered(STEP, observe(await exchanged(headers, body)))

test.each([
  ['content-length: 10', 'more bytes come than `content-length` announces'],
  ['content-length: ten', '`content-length` is not a number'],
  ['content-length: 41\r\ncontent-length: 41', '`content-length` comes twice, or beside `transfer-encoding`'],
  ['content-length: 41\r\ntransfer-encoding: chunked', '`transfer-encoding` comes beside `content-length`'],
])('%j is a finding of the server in plain words', async (headers, message) => {
  expect(await state(headers)).toMatchObject({ state: 'unanswered', finding: { kind: 'wrong-value', message } })
})

test('a chunk without a size is one as well', async () => {
  expect(await state('transfer-encoding: chunked', BODY)).toMatchObject({
    state: 'unanswered',
    finding: { path: 'headers.transfer-encoding', message: 'the size of a chunk is not a number' },
  })
})

test('a right length is no finding, and a connection that ends early is nobody’s', async () => {
  expect(await state(`content-length: ${BODY.length}`)).toEqual({ state: 'answered' })
  expect(await state('content-length: 999')).toMatchObject({ state: 'error' })
  expect(await state('x: y', 'SSH-2.0')).not.toMatchObject({ state: 'error' })
})
