import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { driverOf, type Driver } from './driver.ts'

const home = mkdtempSync(path.join(tmpdir(), 'driver-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Answers `text` with where it is pointed at, hangs in `stream`, dies in `tools`, and throws in all others. */
writeFileSync(
  path.join(home, 'fake.mjs'),
  `import { createInterface } from 'node:readline'
console.log(JSON.stringify({ client: 'fake', version: '1.0.0', flows: ['text', 'stream', 'tools', 'error'] }))
for await (const line of createInterface({ input: process.stdin })) {
  const { flow } = JSON.parse(line)
  if (flow === 'tools') {
    console.error('out of luck')
    process.exit(1)
  }
  if (flow === 'text') console.log(JSON.stringify({ gave: [process.env.BASE_URL, process.env.OPENAI_API_KEY ?? null] }))
  else if (flow !== 'stream') console.log(JSON.stringify({ threw: 'Error: no' }))
}
`,
)

function driver(command = ['node', 'fake.mjs']): Driver {
  const place = { baseURL: 'http://127.0.0.1:1/v1', apiKey: 'sk-any', chat: 'a', tools: 'a', embedding: 'b' }
  const client = { profile: 'fake', package: 'fake', runtime: 'node' as const, command }
  const one = driverOf(client, { home, cwd: home }, place, 500)
  onTestFinished(() => one.end())
  return one
}

test('a driver says what it is, and gets nothing of the environment of the user', async () => {
  const one = driver()
  expect(await one.ready()).toEqual({ client: 'fake', version: '1.0.0', flows: ['text', 'stream', 'tools', 'error'] })
  expect(await one.ask('text')).toEqual({ gave: ['http://127.0.0.1:1/v1', null] })
  expect(await one.ask('error')).toEqual({ threw: 'Error: no' })
})

test('a driver that hangs or dies is started again', async () => {
  const one = driver()
  expect(await one.ask('stream')).toEqual({ hung: true })
  expect(await one.ask('error')).toEqual({ threw: 'Error: no' })
  expect(await one.ask('tools')).toEqual({ threw: 'the process ended: out of luck' })
  expect(await one.ask('error')).toEqual({ threw: 'Error: no' })
})

test('a driver that does not start says why', async () => {
  await expect(driver(['node', 'absent.mjs']).ready()).rejects.toThrow(/^The driver of fake did not start: /)
  await expect(driver(['no-such-program']).ready()).rejects.toThrow(/^The driver of fake did not start: /)
})
