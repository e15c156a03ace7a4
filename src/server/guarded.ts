import { execFile, spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { signalGroup } from '../process-group.ts'

/** A server that ends with us, however we end. */
export interface Guarded {
  /** How it ended by itself, for example `code 3`; null while it runs. */
  ended: () => string | null
  /** The end of what it wrote to stderr. */
  said: () => Promise<string>
  stop: () => Promise<void>
}

const GUARD = fileURLToPath(new URL(`./serve-guard${path.extname(import.meta.url)}`, import.meta.url))

/** Milliseconds a server may take to end when asked, and what it said before it ended may take to arrive. */
const END = 10_000
const REST = 1000

/** Milliseconds that the command which is run afterwards may take. */
const AFTER = 10_000

/**
 * Starts a program with nothing but this environment, and between it and us a guard that stops it when we are gone. Both
 * lead a group of their own, so that what is sent to ours, as Ctrl-C or by `kill -9`, reaches neither. `home` is removed
 * at the end, unless it is null. `after` is a command that is run once the program has ended, however it ended.
 */
export function startGuarded(
  home: string | null,
  command: readonly string[],
  env: Record<string, string | undefined>,
  after: readonly string[] = [],
): Guarded {
  const child = spawn(process.execPath, [GUARD, home ?? '', JSON.stringify(after), ...command], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
    windowsHide: true,
  })
  const { stderr } = child
  let said = ''
  stderr?.on('data', (data: Buffer) => {
    said = (said + data.toString('utf8')).slice(-2000)
  })
  const { how, end } = watchEnd(child, () => runAfter(after, env))
  return {
    ended: how,
    said: async () => {
      // A process that the server left behind may keep it open.
      if (how() !== null && stderr) await finished(stderr, { signal: AbortSignal.timeout(REST) }).catch(() => {})
      return said.trim()
    },
    stop: async () => {
      if (child.connected) child.disconnect()
      await Promise.race([end, wait(END + (after.length > 0 ? AFTER : 0), undefined, { ref: false })])
      if (how() === null) child.kill('SIGKILL')
      await end
      stderr?.destroy()
    },
  }
}

/** How the guard ended, null while it runs, and when. */
function watchEnd(child: ChildProcess, clearUp: () => Promise<void>): { how: () => string | null; end: Promise<void> } {
  let group: number | undefined
  let how: string | null = null
  let isKilled = false
  child.on('message', (leader) => {
    group = Number(leader)
  })
  const gone = new Promise<void>((done) => {
    child.once('exit', (code, signal) => {
      how = signal ?? `code ${code}`
      // A guard that was killed could stop nothing.
      isKilled = signal !== null
      if (isKilled && group !== undefined) signalGroup(group, 'SIGKILL')
      done()
    })
    child.once('error', ({ message }) => {
      how = message
      done()
    })
  })
  const end = gone.then(() => (isKilled ? clearUp() : undefined))
  return { how: () => how, end }
}

const runAfter = ([program, ...args]: readonly string[], env: Record<string, string | undefined>): Promise<void> =>
  new Promise((done) => {
    if (program === undefined) done()
    else execFile(program, args, { env, timeout: AFTER }, () => done())
  })
