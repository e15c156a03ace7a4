import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { learn } from '../../src/learn/learn.ts'
import { serveOllama } from '../../src/server/serve.ts'
import { startCaptureProxy } from '../../src/wire/capture-proxy.ts'
import { httpTransport } from '../../src/wire/http-transport.ts'
import { SAYS_VERSION } from '../cli/binaries.ts'
import { folder } from '../cli/command-line.ts'
import { httpServer } from '../cli/servers.ts'
import { TRAP, traps } from './sdk-variables.ts'

const KEY = 'canary-7Yq3xZv9QmL8s2'

/** A program that writes down its environment and ends, and somebody's models for it. */
function binary(): { program: string; models: string; seen: () => string } {
  const dir = folder()
  const seen = path.join(dir, 'seen')
  const program = path.join(dir, 'ollama')
  writeFileSync(program, `#!/bin/sh\nenv >> '${seen}'\n${SAYS_VERSION}\nexit 3\n`)
  chmodSync(program, 0o755)
  for (const part of ['manifests', 'blobs']) mkdirSync(path.join(dir, 'models', part), { recursive: true })
  return { program, models: path.join(dir, 'models'), seen: () => readFileSync(seen, 'utf8') }
}

test.runIf(process.platform !== 'win32')(
  'a binary that compare starts gets no key, no proxy and no setting of its own',
  async () => {
    const { program, models, seen } = binary()
    const env = {
      ...process.env,
      ...traps(),
      OLLAMA_API_KEY: KEY,
      HTTPS_PROXY: `http://me:${KEY}@proxy.example`,
      NODE_OPTIONS: '--no-warnings',
      OLLAMA_ORIGINS: '*',
      OLLAMA_MODELS: models,
    }
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    await expect(serveOllama(program, env)).rejects.toThrow(/it ended with code 3/)
    expect(seen()).not.toMatch(TRAP)
    expect(seen()).not.toContain('canary')
    const names = seen()
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0])
    expect(names).toEqual(expect.arrayContaining(['PATH', 'HOME', 'OLLAMA_HOST', 'OLLAMA_MODELS']))
    expect(names.filter((name = '') => /KEY|TOKEN|PROXY|ORIGINS|NODE_OPTIONS|OPENAI/i.test(name))).toEqual([])
  },
)

test.runIf(process.platform !== 'win32')(
  'a command that learn watches gets no key of OpenAI for another server, and learn says so',
  async () => {
    const dir = folder()
    const seen = path.join(dir, 'seen')
    const told: string[] = []
    const options = {
      id: 'app',
      upstream: new URL('http://gateway.invalid/v1'),
      port: 0,
      from: [],
      command: `env > '${seen}'`,
      keepText: false,
      out: path.join(dir, 'app.yaml'),
      capture: undefined,
      today: '2026-11-25',
    }
    const env = {
      PATH: process.env['PATH'],
      OPENAI_API_KEY: KEY,
      OPENAI_CUSTOM_HEADERS: `x-gateway: ${KEY}`,
      OTHER_KEY: 'of-another-service',
    }
    await expect(
      learn({ options, env, ending: { signal: new AbortController().signal }, note: (line) => told.push(line) }),
    ).rejects.toThrow(/No call/)
    expect(readFileSync(seen, 'utf8')).not.toContain('canary')
    expect(readFileSync(seen, 'utf8')).toContain('OTHER_KEY=of-another-service')
    expect(told).toEqual([
      expect.stringMatching(
        /^The command does not get OPENAI_API_KEY, OPENAI_CUSTOM_HEADERS: http:\/\/gateway\.invalid is neither/,
      ),
    ])
  },
)

/** What NODE_USE_ENV_PROXY and HTTP_PROXY do to Node, in this process. */
async function withProxy(): Promise<string[]> {
  const heard: string[] = []
  const url = await httpServer((request, response) => {
    heard.push(`${request.url} ${request.headers.authorization}`)
    response.end('{}')
  })
  const before = http.globalAgent
  http.globalAgent = new http.Agent({ proxyEnv: { HTTP_PROXY: url } } as http.AgentOptions)
  onTestFinished(() => {
    http.globalAgent = before
  })
  return heard
}

test('a proxy of the environment sees no key', async () => {
  const heard = await withProxy()
  const direct: (string | undefined)[] = []
  const url = await httpServer((request, response) => {
    direct.push(request.headers.authorization)
    response.end('{}')
  })
  // The other half of the proof: a plain request does go through the proxy.
  await new Promise<void>((done) => {
    http.get(url, { headers: { authorization: 'plain' } }, (answer) => {
      answer.resume().on('end', done)
    })
  })
  expect(heard).toEqual([`${url}/ plain`])
  const deadlines = { connect: 60_000, headers: 60_000, firstByte: 60_000, idle: 60_000, total: 60_000 }
  const transport = httpTransport(url, deadlines, { authorization: `Bearer ${KEY}` })
  for (const connection of [undefined, 'kept'])
    await transport.send({
      key: 'k',
      method: 'GET',
      path: '/',
      headers: [],
      body: null,
      via: 'http',
      ...(connection ? { connection } : {}),
    })
  transport.close?.()
  const proxy = await startCaptureProxy({
    upstream: new URL(url),
    secrets: [],
    onExchange: () => {},
    failed: (error) => {
      throw error
    },
  })
  onTestFinished(() => proxy.close())
  const none = new http.Agent()
  await new Promise<void>((done) => {
    http.get(`${proxy.url}/v1/models`, { agent: none, headers: { authorization: `Bearer ${KEY}` } }, (answer) => {
      answer.resume().on('end', done)
    })
  })
  expect(direct).toEqual(Array.from({ length: 3 }, () => `Bearer ${KEY}`))
  expect(heard).toHaveLength(1)
})
