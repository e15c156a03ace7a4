import { once } from 'node:events'
import net from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect, onTestFinished, test } from 'vitest'
import { answerOf, ask, kept, saying, upstream, watching } from '../../tests/watched-proxy.ts'
import { MAX_BODY_BYTES } from './decode.ts'

const MB = 1024 * 1024
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
