import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { isAlive, store } from '../cli/binaries.ts'
import { folder, start, type Running } from '../cli/command-line.ts'
import { listening } from '../cli/servers.ts'
import { until } from '../cli/until.ts'
import type { Fault } from './fake-releases.ts'
import { releaseServer } from './release-server.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const VERSION = '0.33.0'

interface Started {
  running: Running
  /** Where the release leaves its marks. */
  at: (name: string) => string
  /** The folder for temporary files, in which the models are lent. */
  temporary: string
  url: string
  /** How many requests came to the server of the user. */
  asked: () => number
}

async function started(command: (url: string) => string[], fault: Fault | null): Promise<Started> {
  const [dir, temporary] = [folder(), folder()]
  const server = releaseServer('0.24.0')
  let requests = 0
  server.on('request', () => {
    requests += 1
  })
  const url = await listening(server, 'http://')
  const env = {
    OLLAMA_HOST: url,
    OLLAMA_MODELS: store(),
    TMPDIR: temporary,
    RELEASES_DIR: dir,
    RELEASES: JSON.stringify({ '0.24.0': null, '0.30.0': null, [VERSION]: fault }),
  }
  const running = start([...command(url), '--out', folder()], env, MAIN)
  return { running, at: (name) => path.join(dir, name), temporary, url, asked: () => requests }
}

const upgrade = (): string[] => ['upgrade', '--only', 'stop', 'chat']
const matrix = (): string[] => ['matrix', '--releases', `0.24.0,${VERSION}`, '--only', 'stop/string']
const bisect = (): string[] => ['bisect', '0.24.0', VERSION, '--rule', 'stop/string/ends-before-it']

/** To the whole group, as a terminal sends Ctrl-C, and as `kill -9 -PID` does. */
const send = ({ child }: Running, signal: NodeJS.Signals): void => {
  process.kill(-(child.pid ?? 0), signal)
}

const isListening = (address: string): Promise<boolean> =>
  new Promise((told) => {
    const [host = '', port = ''] = address.split(':')
    const socket = connect(Number(port), host, () => {
      socket.destroy()
      told(true)
    }).once('error', () => told(false))
  })

/** No process and no port is left, nothing that was lent, and the server of the user goes on. */
async function isClean({ running, at, temporary, url }: Started): Promise<void> {
  await running.ended
  for (const version of ['0.24.0', '0.30.0', VERSION].filter((one) => existsSync(at(`${one}.pid`)))) {
    await until(() => !isAlive(at(`${version}.pid`)))
    expect(await isListening(readFileSync(at(`${version}.host`), 'utf8').trim()), version).toBe(false)
  }
  await until(() => readdirSync(temporary).filter((name) => name.startsWith('ollama-conformance')).length === 0)
  expect((await fetch(`${url}/api/version`)).status).toBe(200)
}

const SIGNALS: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGKILL']

interface Moment {
  name: string
  command: () => string[]
  fault: Fault | null
  /** All answers are there, so that a verdict may follow. */
  isAnswered?: true
  isReached: (started: Started) => boolean
}

const MOMENTS: Moment[] = [
  {
    name: 'while it is fetched',
    command: upgrade,
    fault: 'slow',
    isReached: ({ at }) => existsSync(at(`${VERSION}.fetching`)),
  },
  { name: 'while it starts', command: upgrade, fault: 'mute', isReached: ({ at }) => isAlive(at(`${VERSION}.pid`)) },
  { name: 'while it is asked', command: upgrade, fault: null, isReached: ({ asked }) => asked() > 8 },
  {
    name: 'while it is judged',
    command: upgrade,
    fault: null,
    isAnswered: true,
    isReached: ({ running }) => running.stderr().includes('Judging'),
  },
  {
    name: 'while a matrix starts one',
    command: matrix,
    fault: 'mute',
    isReached: ({ at }) => isAlive(at(`${VERSION}.pid`)),
  },
  {
    name: 'while a bisection starts one',
    command: bisect,
    fault: 'mute',
    isReached: ({ at }) => isAlive(at(`${VERSION}.pid`)),
  },
  {
    name: 'while a bisection asks one',
    command: bisect,
    fault: 'deaf',
    isReached: ({ at }) => isAlive(at('0.30.0.pid')),
  },
]

describe.concurrent.each(MOMENTS)('a release $name', ({ command, fault, isReached, isAnswered }) => {
  test.for(SIGNALS)('is gone after %s', async (signal) => {
    const one = await started(command, fault)
    await until(() => isReached(one))
    send(one.running, signal)
    await isClean(one)
    const { code, stdout } = await one.running.ended
    if (isAnswered) return
    expect(code).not.toBe(0)
    // What was measured until then may be reported, and judges nothing.
    expect(stdout).not.toMatch(/SAFE|REGRESSES|FLIPPED/)
  })
})

test('what is seen here is seen: a release that nobody stops listens', async () => {
  const one = await started(upgrade, 'mute')
  await until(() => isAlive(one.at(`${VERSION}.pid`)))
  expect(await isListening(one.url.replace('http://', ''))).toBe(true)
  expect(readdirSync(one.temporary).some((name) => name.startsWith('ollama-conformance'))).toBe(true)
  send(one.running, 'SIGKILL')
  await isClean(one)
})
