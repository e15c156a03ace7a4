import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { driverOf } from '../../scripts/profiles/driver.ts'

const home = mkdtempSync(path.join(tmpdir(), 'agent-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** An agent that repeats, runs the calls that are spelled out, and fails with the model that there is not. */
const AGENT = `
const { execSync } = require('node:child_process')
const [model, prompt] = process.argv.slice(1)
if (model === 'no-such-model') { console.error('there is no no-such-model'); process.exit(3) }
const calls = [...prompt.matchAll(/Call shell with (.*)/g)].map(([, input]) => JSON.parse(input))
for (const { line } of calls) execSync(line)
if (model !== 'mute') console.log(calls.length > 0 ? 'done' : prompt.replace('Repeat: ', ''))
`
const DRIVER = `
import { driveAgent } from '../agent.mjs'
await driveAgent({
  package: 'fake',
  files: () => ({}),
  command: (model, prompt) => ['node', '-e', ${JSON.stringify(AGENT)}, model, prompt],
  call: (line) => ['shell', { line }],
  text: ({ text }) => text,
  error: ({ code, stderr }) => (code === 0 ? undefined : stderr),
})
`

cpSync('clients', home, { recursive: true, filter: (file) => !file.includes('node_modules') })
for (const [name, text] of Object.entries({
  'node_modules/fake/package.json': '{"version":"1.2.3"}',
  'fake/driver.mjs': DRIVER,
})) {
  mkdirSync(path.dirname(path.join(home, name)), { recursive: true })
  writeFileSync(path.join(home, name), text)
}

const driver = (model: string): ReturnType<typeof driverOf> =>
  driverOf(
    { profile: 'fake', package: 'fake', runtime: 'program', command: ['node', 'driver.mjs'] },
    { home, cwd: path.join(home, 'fake') },
    { baseURL: 'http://127.0.0.1:9/v1', apiKey: 'sk-any', chat: model, tools: model, embedding: '' },
  )

test('an agent is started for each flow, and its calls are seen by what they wrote', async () => {
  expect(globSync('*.mjs', { cwd: home }).sort()).toEqual(['acp.mjs', 'agent.mjs', 'contract.mjs'])
  const agent = driver('any')
  try {
    expect(await agent.ready()).toEqual({
      client: 'fake',
      version: '1.2.3',
      flows: ['stream', 'streamed tools', 'error'],
    })
    expect(await agent.ask('stream')).toEqual({ gave: 'one two three four five six' })
    const calls = ['Madrid', 'Berlin'].map((city) => ({ name: 'shell', input: { city } }))
    expect(await agent.ask('streamed tools')).toEqual({ gave: { text: 'an answer follows', calls } })
    expect(await agent.ask('error')).toEqual({ gave: true })
  } finally {
    await agent.end()
  }
})

test('an agent that says nothing, and one that fails, do not pass for one that works', async () => {
  const mute = driver('mute')
  const broken = driver('no-such-model')
  try {
    expect(await mute.ask('stream')).toEqual({ gave: '' })
    expect(await mute.ask('streamed tools')).toMatchObject({ gave: { text: '' } })
    expect(await broken.ask('stream')).toEqual({ threw: 'Error: there is no no-such-model' })
  } finally {
    await Promise.all([mute.end(), broken.end()])
  }
})
