import { execFile } from 'node:child_process'
import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Failure } from '../failure.ts'
import { freePort } from '../wire/free-port.ts'
import { httpTransport } from '../wire/http-transport.ts'
import { borrowModels } from './borrow-models.ts'
import { asker } from './discover.ts'
import { startGuarded, type Guarded } from './guarded.ts'

/** A server of our own: where it listens, and how it is stopped, which tells what changed of the models, a line each. */
export interface Served {
  url: string
  stop: () => Promise<string[]>
}

/** Milliseconds a server may take to answer. */
const START = 60_000
const GLANCE = { connect: 1000, headers: 2000, firstByte: 2000, idle: 2000, total: 3000 }

/**
 * What a server gets of the user's environment: what a program needs to run, and what steers how models are run
 * (https://github.com/ollama/ollama/blob/main/envconfig/config.go). Keys, proxies and origins stay out, with all else.
 */
export const PASSED_ON: readonly string[] = [
  'PATH',
  'SYSTEMROOT',
  'LD_LIBRARY_PATH',
  'CUDA_VISIBLE_DEVICES',
  'GGML_VK_VISIBLE_DEVICES',
  'GPU_DEVICE_ORDINAL',
  'HIP_VISIBLE_DEVICES',
  'HSA_OVERRIDE_GFX_VERSION',
  'ROCR_VISIBLE_DEVICES',
  'OLLAMA_CONTEXT_LENGTH',
  'OLLAMA_FLASH_ATTENTION',
  'OLLAMA_GPU_OVERHEAD',
  'OLLAMA_INTEL_GPU',
  'OLLAMA_KV_CACHE_TYPE',
  'OLLAMA_LLM_LIBRARY',
  'OLLAMA_LOAD_TIMEOUT',
  'OLLAMA_MAX_LOADED_MODELS',
  'OLLAMA_MAX_QUEUE',
  'OLLAMA_MULTIUSER_CACHE',
  'OLLAMA_NEW_ENGINE',
  'OLLAMA_NUM_PARALLEL',
  'OLLAMA_SCHED_SPREAD',
  'OLLAMA_VULKAN',
]

/** What every server of ours is told: to leave the models there are, and to keep one loaded between two requests. */
export const OF_OURS: Readonly<Record<string, string>> = { OLLAMA_NOPRUNE: '1', OLLAMA_KEEP_ALIVE: '5m' }

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
 * Starts an Ollama binary on a free port of the loopback interface, with what `borrowModels` lends of the user's models.
 * It and all that it starts end with us, however we end. @throws Failure when it ends by itself, does not answer in time, or
 * `signal` comes first.
 */
export async function serveOllama(
  binary: string,
  env: Record<string, string | undefined>,
  signal?: AbortSignal,
): Promise<Served> {
  await assertOllama(binary, env)
  const lent = borrowModels(env)
  let server: Guarded | undefined
  const stop = async (): Promise<string[]> => {
    await server?.stop()
    return lent.release()
  }
  try {
    const host = `127.0.0.1:${await freePort()}`
    const own = { ...environment(env, lent.home), OLLAMA_MODELS: lent.models, OLLAMA_HOST: host }
    server = startGuarded(lent.home, [path.resolve(binary), 'serve'], own)
    const url = `http://${host}`
    await untilItAnswers(url, {
      server,
      signal,
      broken: async (why) => {
        const last = lastLine((await server?.said()) ?? '')
        return new Failure(
          'BINARY_BROKEN',
          `${binary} serve does not answer (${why})${last}. Name an Ollama binary that runs on this machine, or the URL of a running server.`,
        )
      },
    })
    return { url, stop }
  } catch (error) {
    const changed = await stop()
    if (error instanceof Failure && changed.length > 0)
      throw new Failure(error.code, [error.message, ...changed].join(' '))
    throw error
  }
}

/** Milliseconds a program may take to say its version. */
const VERSION = 10_000

/**
 * Asks a program for its version before it is started as a server: another program would do with `serve` whatever it does.
 * One that says nothing in time may be a wrapper that starts a server, and is let through.
 * @throws Failure where it says something in which Ollama does not come up.
 */
async function assertOllama(binary: string, env: Record<string, string | undefined>): Promise<void> {
  const { PATH, LD_LIBRARY_PATH } = env
  const said = await new Promise<string | null>((done) => {
    // No server is asked for its version as well.
    const own = { PATH, LD_LIBRARY_PATH, HOME: tmpdir(), OLLAMA_HOST: '127.0.0.1:9' }
    execFile(path.resolve(binary), ['--version'], { env: own, timeout: VERSION }, (error, stdout, stderr) =>
      done(error?.killed ? null : `${stdout}\n${stderr}`.trim()),
    )
  })
  if (said === null || /ollama/i.test(said)) return
  const first = said.split('\n')[0]?.slice(0, 100) ?? ''
  throw new Failure(
    'BINARY_BROKEN',
    `${binary} is not an Ollama: \`${binary} --version\` says ${first === '' ? 'nothing' : `"${first}"`}. Name an Ollama binary, or the URL of a running server.`,
  )
}

function environment(env: Record<string, string | undefined>, home: string): Record<string, string> {
  const temporary = path.join(home, 'tmp')
  mkdirSync(temporary)
  const passed = Object.fromEntries(PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  const folders = { HOME: home, USERPROFILE: home, TMPDIR: temporary, TMP: temporary, TEMP: temporary }
  return { ...passed, ...folders, ...OF_OURS }
}

/** A server that was started, and what is done where it does not answer. */
export interface Starting {
  server: Guarded
  signal: AbortSignal | undefined
  /** The error where it ended or stayed silent, which is said. */
  broken: (why: string) => Promise<Failure>
  /** Milliseconds it may take. */
  patience?: number | undefined
}

/** @throws Failure where a server ends by itself or does not answer in time, and where `signal` comes first. */
export async function untilItAnswers(
  url: string,
  { server, signal, broken, patience = START }: Starting,
): Promise<void> {
  const ask = asker(httpTransport(url, GLANCE))
  const late = AbortSignal.timeout(patience)
  while (!late.aborted && server.ended() === null) {
    if (signal?.aborted) throw new Failure('INTERRUPTED', 'Interrupted before anything was measured.')
    if ((await ask('GET', '/api/version')).status === 200) return
    await wait(200)
  }
  const how = server.ended()
  throw await broken(how === null ? `nothing within ${patience / 1000} s` : `it ended with ${how}`)
}

/** The last line of what a program said, behind a colon; nothing where it said nothing. */
export function lastLine(said: string): string {
  const last = said.split('\n').at(-1)?.slice(0, 200) ?? ''
  return last === '' ? '' : `: ${last}`
}
