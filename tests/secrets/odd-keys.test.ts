import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { httpTransport } from '../../src/wire/http-transport.ts'
import { redactText } from '../../src/wire/redact.ts'

test('a key with a tab is found where JSON says it, also in a string in JSON', () => {
  const key = 'canary1Zx11\tkQ77abcdef'
  const once = JSON.stringify({ key })
  expect(redactText(`${key} ${once} ${JSON.stringify(once)}`, [key])).not.toMatch(/canary|kQ77/)
})

test('a key with letters beyond ASCII is sent the same way with and without a body', async () => {
  const heard: (string | undefined)[] = []
  const server = http.createServer((request, answer) => {
    heard.push(request.headers.authorization)
    request.resume().on('end', () => answer.end('{}'))
  })
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready)
  })
  onTestFinished(() => {
    server.close()
  })
  const deadlines = { connect: 60_000, headers: 60_000, firstByte: 60_000, idle: 60_000, total: 60_000 }
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const transport = httpTransport(origin, deadlines, { authorization: 'Bearer caf\u00e9-1' })
  const request = { key: 'k', path: '/', headers: [], via: 'http' } as const
  await transport.send({ ...request, headers: [], method: 'GET', body: null })
  await transport.send({ ...request, headers: [], method: 'POST', body: '{"a":"\u00e9"}' })
  transport.close?.()
  expect(heard).toEqual(['Bearer caf\u00e9-1', 'Bearer caf\u00e9-1'])
})
