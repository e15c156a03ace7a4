import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../exchange/free-port.ts'
import { httpTransport } from '../exchange/http-transport.ts'
import { Failure } from '../failure.ts'
import { borrowModels } from './borrow-models.ts'
import { asker } from './discover.ts'

/** A server of our own: where it listens, and how it is stopped. */
export interface Served { url: string; stop: () => Promise<void> }

/** Milliseconds a server may take to answer, and to end when asked. */
const START = 60_000
const END = 10_000
const GLANCE = { connect: 1000, headers: 2000, firstByte: 2000, idle: 2000, total: 3000 }

/** What a server needs of the user's environment. Proxies, keys and origins stay out. */
const PASSED_ON = ['PATH', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'LD_LIBRARY_PATH', 'OLLAMA_CONTEXT_LENGTH', 'CUDA_VISIBLE_DEVICES']

const GUARD = fileURLToPath(new URL(`./serve-guard${path.extname(import.meta.url)}`, import.meta.url))

/** A file that can be started. */
export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/**
 * Starts an Ollama binary on a free port of the loopback interface, with the user's models, which it cannot change. It ends with
 * us, however we end. @throws Failure when it ends by itself or does not answer in time.
 */
export async function serveOllama(binary: string, env: Record<string, string | undefined>): Promise<Served> {
  const { models, home, giveBack } = borrowModels(env)
  const host = `127.0.0.1:${await freePort()}`
  const own = Object.fromEntries(PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  const child = spawn(process.execPath, [GUARD, path.resolve(binary), 'serve'], {
    env: { ...own, HOME: home, USERPROFILE: home, LENT_HOME: home, OLLAMA_MODELS: models, OLLAMA_HOST: host, OLLAMA_NOPRUNE: '1', OLLAMA_KEEP_ALIVE: '5m' },
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const end = async (): Promise<void> => {
    await stop(child)
    giveBack()
  }
  let said = ''
  child.stderr.on('data', (data: Buffer) => { said = (said + data.toString('utf8')).slice(-2000) })
  const url = `http://${host}`
  const ask = asker(httpTransport(url, GLANCE))
  for (let waited = 0; waited < START && child.exitCode === null; waited += 200) {
    if ((await ask('GET', '/api/version')).status === 200) return { url, stop: end }
    await wait(200)
  }
  const code = child.exitCode
  await end()
  const last = said.trim().split('\n').at(-1) ?? ''
  throw new Failure('BINARY_BROKEN', `${binary} serve does not answer (${code === null ? `nothing within ${START / 1000} s` : `it ended with code ${code}`})${last === '' ? '' : `: ${last.slice(0, 200)}`}. Name an Ollama binary that runs on this machine, or the URL of a running server.`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  child.stdin?.end()
  await Promise.race([ended, wait(END)])
  if (child.exitCode === null) child.kill('SIGKILL')
}
