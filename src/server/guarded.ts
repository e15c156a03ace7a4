import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { signalGroup } from '../process-group.ts'

/** A server that ends with us, however we end. */
export interface Guarded {
  /** How it ended by itself, for example `code 3`; null while it runs. */
  ended: () => string | null
  /** The last line that it wrote to stderr. */
  lastLine: () => Promise<string>
  stop: () => Promise<void>
}

const GUARD = fileURLToPath(new URL(`./serve-guard${path.extname(import.meta.url)}`, import.meta.url))

/** Milliseconds a server may take to end when asked, and what it said before it ended may take to arrive. */
const END = 10_000
const REST = 1000

/**
 * Starts a program with nothing but this environment, and between it and us a guard that stops it when we are gone. Both
 * lead a group of their own, so that what is sent to ours, as Ctrl-C or by `kill -9`, reaches neither. `home` is removed
 * at the end.
 */
export function startGuarded(
  home: string,
  command: readonly string[],
  env: Record<string, string | undefined>,
): Guarded {
  const child = spawn(process.execPath, [GUARD, home, ...command], {
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
  const { how, end } = watchEnd(child)
  return {
    ended: how,
    lastLine: async () => {
      // A process that the server left behind may keep it open.
      if (how() !== null && stderr) await finished(stderr, { signal: AbortSignal.timeout(REST) }).catch(() => {})
      return said.trim().split('\n').at(-1) ?? ''
    },
    stop: async () => {
      if (child.connected) child.disconnect()
      await Promise.race([end, wait(END, undefined, { ref: false })])
      if (how() === null) child.kill('SIGKILL')
      await end
      stderr?.destroy()
    },
  }
}

/** How the guard ended, null while it runs, and when. */
function watchEnd(child: ChildProcess): { how: () => string | null; end: Promise<void> } {
  let group: number | undefined
  let how: string | null = null
  child.on('message', (leader) => {
    group = Number(leader)
  })
  const end = new Promise<void>((done) => {
    child.once('exit', (code, signal) => {
      // A guard that was killed could stop nothing.
      if (signal !== null && group !== undefined) signalGroup(group, 'SIGKILL')
      how = signal ?? `code ${code}`
      done()
    })
    child.once('error', ({ message }) => {
      how = message
      done()
    })
  })
  return { how: () => how, end }
}
