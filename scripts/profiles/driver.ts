import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { endGroup, signalGroup } from '../../src/process-group.ts'
import type { KnownClient } from './client-file.ts'
import type { FlowName, Outcome } from './flows.ts'
import { pythonIn, type Installed } from './install.ts'

/** Where a client is pointed at, and with which models. */
export interface Place {
  /** Base URL with `/v1`. */
  baseURL: string
  apiKey: string
  chat: string
  tools: string
  embedding: string
}

/** What a driver says when it is ready. */
export interface Ready {
  client: string
  version: string
  flows: FlowName[]
}

/** The client, kept warm: it is started when it is first asked, and again after it hung or died. */
export interface Driver {
  ready(): Promise<Ready>
  ask(flow: FlowName): Promise<Outcome>
  end(): Promise<void>
}

/** Interpreters of some clients import for long, on a machine with other things to do. */
const START_MS = 120_000
const FLOW_MS = 10_000

export function driverOf(client: KnownClient, installed: Installed, place: Place, flowMs?: number): Driver {
  const most = flowMs ?? (client.seconds === undefined ? FLOW_MS : client.seconds * 1000)
  const scratch = mkdtempSync(path.join(tmpdir(), `${client.profile}-`))
  let running: Promise<Running> | undefined
  const started = (): Promise<Running> =>
    (running ??= start(client, installed, environment(client, installed, place, scratch)))
  const stop = async (): Promise<void> => {
    const child = await running?.catch(() => undefined)
    running = undefined
    await child?.kill()
  }
  return {
    ready: async () => (await started()).ready,
    async ask(flow) {
      const { say, next, last } = await started()
      say({ flow })
      const line = await next(most)
      if (typeof line === 'string') return parsed(line, client)
      await stop()
      return line === null ? { threw: `the process ended: ${last()}` } : { hung: true }
    },
    async end() {
      await stop()
      rmSync(scratch, { recursive: true, force: true })
    },
  }
}

function parsed(line: string, { profile }: KnownClient): Outcome {
  try {
    return JSON.parse(line) as Outcome
  } catch {
    throw new Error(`The driver of ${profile} wrote to standard output: ${line.slice(0, 200)}`)
  }
}

interface Running {
  ready: Ready
  say: (line: object) => void
  /** Its next line; null where it ended, undefined where none came in time. */
  next: (ms: number) => Promise<string | null | undefined>
  /** The last line of its standard error that tells of an error, or the last. */
  last: () => string
  kill: () => Promise<void>
}

async function start(client: KnownClient, { home, cwd }: Installed, env: NodeJS.ProcessEnv): Promise<Running> {
  const [word = '', ...args] = client.command
  const program = word === 'node' ? process.execPath : word === 'python' ? pythonIn(home) : word
  const child = spawn(program, args, { cwd, env, detached: process.platform !== 'win32', stdio: 'pipe' })
  const atExit = (): void => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
  }
  process.once('exit', atExit)
  let said = ''
  child.stderr.on('data', (data: Buffer) => {
    said = (said + data.toString('utf8')).slice(-2000)
  })
  child.stdin.on('error', () => {})
  const last = (): string => {
    const lines = said.trim().split('\n')
    return lines.findLast((one) => /error/i.test(one)) ?? lines.at(-1) ?? ''
  }
  const next = linesOf(child)
  const kill = async (): Promise<void> => {
    process.off('exit', atExit)
    if (child.pid !== undefined) await endGroup(child.pid, 1000)
  }
  const line = await next(START_MS)
  if (typeof line !== 'string') {
    await kill()
    throw new Error(`The driver of ${client.profile} did not start: ${last()}`)
  }
  const say = (one: object): void => void child.stdin.write(`${JSON.stringify(one)}\n`)
  return { ready: JSON.parse(line) as Ready, say, next, last, kill }
}

function linesOf(child: ChildProcess): Running['next'] {
  const failed = once(child, 'error').then(() => null)
  if (!child.stdout) throw new Error('a driver has its standard output in a pipe')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async (ms) => {
    const late = new AbortController()
    const read = lines.next().then(({ done, value }) => (done ? null : value))
    try {
      return await Promise.race([read, failed, wait(ms, undefined, { signal: late.signal }).catch(() => undefined)])
    } finally {
      late.abort()
    }
  }
}

/** Nothing of the user's environment but where programs are: no keys, no proxies, no home. */
const environment = (client: KnownClient, { home }: Installed, place: Place, scratch: string): NodeJS.ProcessEnv => ({
  PATH: [path.join(home, 'node_modules', '.bin'), path.dirname(process.execPath), process.env['PATH']].join(
    path.delimiter,
  ),
  LANG: 'C.UTF-8',
  HOME: scratch,
  SCRATCH: scratch,
  ASKED: path.join(home, 'asked.json'),
  BASE_URL: place.baseURL,
  API_KEY: place.apiKey,
  CHAT_MODEL: place.chat,
  TOOLS_MODEL: place.tools,
  EMBEDDING_MODEL: place.embedding,
  ...client.env,
})
