import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { parse } from 'yaml'
import { watchedProcess } from '../../tests/cli/watched-process.ts'
import type { Profile } from '../policy/profile.ts'
import { learn, type LearnOptions } from './learn.ts'

/** Answers every request with the same bytes. */
async function upstream(
  answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}',
  asked = (): void => {},
): Promise<URL> {
  const server = net.createServer((socket) => {
    socket
      .on('error', () => {})
      .once('data', () => {
        socket.end(answer, 'latin1')
        asked()
      })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => {
    server.close()
  })
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`)
}

interface Learning {
  dir: string
  lines: string[]
  ended: Promise<Profile>
  end: AbortController
  /** A line that was told, as soon as it is. */
  line: (wanted: RegExp) => Promise<string>
  profile: () => Profile
}

async function learning(options: Partial<LearnOptions>, env: Record<string, string> = {}): Promise<Learning> {
  const dir = mkdtempSync(path.join(tmpdir(), 'learn-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const lines: string[] = []
  const waiting: { wanted: RegExp; settle: (line: string) => void }[] = []
  const end = new AbortController()
  const out = path.join(dir, 'app.yaml')
  const ended = learn({
    env: { ...process.env, ...env },
    ending: { signal: end.signal },
    note: (line) => {
      lines.push(line)
      for (const { wanted, settle } of waiting) if (wanted.test(line)) settle(line)
    },
    options: {
      id: 'app',
      upstream: await upstream(),
      port: 0,
      from: [],
      command: undefined,
      keepText: false,
      out,
      capture: undefined,
      today: '2026-11-30',
      ...options,
    },
  })
  // Whoever waits for a line is to hear of it where none comes.
  ended.catch(() => {})
  return {
    dir,
    lines,
    ended,
    end,
    profile: () => parse(readFileSync(out, 'utf8')) as Profile,
    line: (wanted) =>
      Promise.race([
        new Promise<string>((settle) => {
          waiting.push({ wanted, settle })
        }),
        ended.then(() => Promise.reject(new Error(`ended without ${wanted}: ${lines.join('; ')}`))),
      ]),
  }
}

const baseUrl = async ({ line }: Learning): Promise<string> => /http:\S+\/v1/.exec(await line(/^Watching/))?.[0] ?? ''
const CALL = `'${process.execPath}' -e "fetch(process.env.OPENAI_BASE_URL + '/models').then((answer) => answer.text())"`

test('a server that says what HTTP does not allow is told of in a line, and what the app wanted is learned', async () => {
  const running = await learning({ upstream: await upstream('HTTP/1.1 099 Odd\r\ncontent-length: 2\r\n\r\n{}') })
  const url = await baseUrl(running)
  expect((await fetch(`${url}/embeddings`, { method: 'POST', body: '{"model":"m","input":"a"}' })).status).toBe(502)
  running.end.abort()
  expect(await running.ended).toMatchObject({
    sends: { endpoints: ['POST /embeddings'], parameters: ['embeddings.input'] },
  })
  expect(running.lines).toContainEqual('POST /v1/embeddings: Invalid status code: 99; the app got a 502.')
})

test('of a request that broke off only the endpoint is learned', async () => {
  const running = await learning({ upstream: await upstream('', () => socket.destroy()) })
  const { port, host } = new URL(await baseUrl(running))
  const socket = net.connect(Number(port), '127.0.0.1')
  socket.write(`POST /v1/embeddings HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 1000\r\n\r\n{"model":`)
  await running.line(/1 call seen/)
  running.end.abort()
  expect(await running.ended).toMatchObject({ sends: { endpoints: ['POST /embeddings'], parameters: [] }, probes: [] })
  expect(running.lines.join('\n')).toContain('only the beginning of the request is kept')
})

test('a request of another site is refused in a line', async () => {
  const running = await learning({}, { OLLAMA_ORIGINS: 'https://mine.example' })
  const url = await baseUrl(running)
  const status = async (origin: string): Promise<number> =>
    (await fetch(`${url}/models`, { headers: { origin } })).status
  expect([await status('https://evil.example'), await status('https://mine.example')]).toEqual([403, 200])
  running.end.abort()
  await running.ended
  expect(running.lines).toContainEqual(expect.stringMatching(/refused with 403.*"https:\/\/evil\.example"/))
})

test('an interruption ends the command with all that it has started, and the profile is written', async () => {
  const { script, ready, gone } = await watchedProcess()
  const running = await learning({ command: `${script()} & ${CALL}; wait` })
  await Promise.all([running.line(/1 call seen/), ready.connected])
  running.end.abort()
  expect((await running.ended).sends?.endpoints).toEqual(['GET /models'])
  await gone
  expect(readdirSync(running.dir)).toEqual(['app.yaml'])
})

test('an interruption before anything is measured leaves a guess', async () => {
  const running = await learning({ command: `${CALL}; sleep 600` })
  await running.line(/1 call seen/)
  running.end.abort()
  await running.ended
  expect(running.profile()).toMatchObject({
    sends: { endpoints: ['GET /models'] },
    source: expect.stringContaining('guess') as string,
  })
  expect(running.profile().measured).toBeUndefined()
})

test.for([
  ['a command that fails', { command: `${CALL}; exit 3` }, 'COMMAND_FAILS'],
  ['a capture that cannot be written', { command: `${CALL}; ${CALL}`, capture: '/dev/full' }, 'WRITE_FAILED'],
] as const)('%s does not cost the profile', async ([, options, code]) => {
  const running = await learning(options)
  await expect(running.ended).rejects.toMatchObject({ code })
  expect(running.profile().about).toBe('capture' in options ? '2 calls that were watched' : '1 call that was watched')
  expect(running.lines.at(-1)).toMatch(/^What was seen is written to .*app\.yaml, as a guess\.$/)
  expect(readdirSync(running.dir)).toEqual(['app.yaml'])
})

test('a proxy that fails ends the command with all that it has started, and the profile is written', async () => {
  const { script, ready, gone } = await watchedProcess()
  const created = vi.spyOn(http, 'createServer')
  onTestFinished(() => {
    created.mockRestore()
  })
  const running = await learning({ command: `${script()} & ${CALL}; wait` })
  await Promise.all([running.line(/1 call seen/), ready.connected])
  const [server] = created.mock.results.map(({ value }) => value as http.Server)
  server?.emit('error', new Error('too many open files'))
  await expect(running.ended).rejects.toMatchObject({
    code: 'PROXY_FAILED',
    message: expect.stringContaining('too many open files'),
  })
  await gone
  expect(running.profile().sends?.endpoints).toEqual(['GET /models'])
  expect(readdirSync(running.dir)).toEqual(['app.yaml'])
})

test('what is no profile of the app is not written over, and nothing is run', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'learn-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const out = path.join(dir, 'mine.yaml')
  for (const [text, why] of [
    ['mine', /no valid profile/],
    ['id: other\nname: other\nrequires: []\n', /the profile of other, not of app/],
  ] as const) {
    writeFileSync(out, text)
    const { ended, lines } = await learning({ out, command: 'exit 3' })
    await expect(ended).rejects.toMatchObject({ code: 'OUT_INVALID', message: expect.stringMatching(why) })
    expect([readFileSync(out, 'utf8'), lines]).toEqual([text, []])
  }
})

test('where nothing was seen, what was there stays', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'learn-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const out = path.join(dir, 'mine.yaml')
  const mine = 'id: app\nname: app\nrequires: []\n'
  writeFileSync(out, mine)
  const { ended } = await learning({ out, command: 'exit 3' })
  await expect(ended).rejects.toMatchObject({ code: 'COMMAND_FAILS' })
  expect([readFileSync(out, 'utf8'), existsSync(`${out}.lock`)]).toEqual([mine, false])
})
