import { spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { endGroup, signalGroup } from '../process-group.ts'

/** `code` is null where the command was ended. `why` is its last line on standard error, or how it ended. */
export interface Ended {
  code: number | null
  why: string
  /** The end of what it printed, where that did not go to the terminal: on standard output, then on standard error. */
  said: string
  ms: number
}

/** When to end a command that has not ended yet. */
export interface Ending {
  /** Asks the command to end. */
  signal: AbortSignal
  /** Kills it. */
  atOnce?: AbortSignal
}

export interface CommandOptions extends Ending {
  env: Record<string, string | undefined>
  /** Its output goes to the terminal. */
  shown?: boolean
  /** Milliseconds the command may take. */
  most?: number
  /** Milliseconds between asking and killing. */
  grace?: number
}

const GRACE = 5000

/** Runs a command line of the user in the shell. Everything that the command has started ends with it. */
export async function runCommand(command: string, options: CommandOptions): Promise<Ended> {
  const { env, signal, atOnce, shown = false, most, grace = GRACE } = options
  if (signal.aborted) return { code: null, why: 'an interruption', said: '', ms: 0 }
  const start = performance.now()
  const stdio: StdioOptions = shown ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe']
  const child = spawn(command, { shell: true, env, stdio, detached: process.platform !== 'win32', windowsHide: !shown })
  const kill = (): void => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
  }
  process.once('exit', kill)
  atOnce?.addEventListener('abort', kill)
  const out = endOf(child.stdout)
  const errors = endOf(child.stderr)
  const closed = once(child, 'close').catch(() => {})
  const late = most === undefined ? [] : [AbortSignal.timeout(most)]
  const stopped = ({ message }: Error): string =>
    signal.aborted ? 'an interruption' : late.some(({ aborted }) => aborted) ? `no end within ${most} ms` : message
  const [code, why] = await once(child, 'exit', { signal: AbortSignal.any([signal, ...late]) }).then(
    ([exit, by]): [number | null, string] => [exit, exit === null ? `the signal ${by}` : `exit code ${exit}`],
    (error: Error): [null, string] => [null, stopped(error)],
  )
  const ms = performance.now() - start
  if (child.pid !== undefined) await endGroup(child.pid, grace)
  // A process that left the group may hold the pipe open for ever.
  await Promise.race([closed, wait(grace, undefined, { ref: false })])
  process.off('exit', kill)
  atOnce?.removeEventListener('abort', kill)
  return { code, why: errors().trim().split('\n').at(-1) || why, said: `${out()}\n${errors()}`, ms }
}

/** Characters of each stream. */
const MOST_SAID = 8000

/** Reads a stream to its end, and gives the end of it. */
function endOf(stream: Readable | null): () => string {
  let said = ''
  stream?.on('data', (data: Buffer) => {
    said = (said + data.toString('utf8')).slice(-MOST_SAID)
  })
  return () => said
}
