import { spawn } from 'node:child_process'
import { finished } from 'node:stream/promises'
import { signalGroup } from '../process-group.ts'

/** How a command ended: null in place of a code where a signal ended it; its last line on stderr; milliseconds. */
export interface Ended { code: number | null; why: string; ms: number }

interface Limits {
  /** Milliseconds it may take. */
  most?: number
  /** Ends it. */
  signal?: AbortSignal
  /** Whether its output is shown, and a Ctrl-C of the terminal reaches it. */
  shown?: boolean
}

/** Milliseconds that what a command said before it ended may take to arrive. */
const REST = 1000

/** Runs a command line of the user's in the shell. One that is not shown ends with all that it started. */
export function runCommand(command: string, env: Record<string, string | undefined>, { most, signal, shown = false }: Limits): Promise<Ended> {
  const start = performance.now()
  return new Promise((settle) => {
    const child = spawn(command, {
      shell: true, env, detached: !shown, windowsHide: !shown, timeout: most, signal, killSignal: 'SIGKILL',
      stdio: ['ignore', shown ? 'inherit' : 'ignore', shown ? 'inherit' : 'pipe'],
    })
    const { stderr } = child
    let said = ''
    stderr?.on('data', (data: Buffer) => { said = (said + data.toString('utf8')).slice(-500) })
    child.once('error', (error) => settle({ code: null, why: error.message, ms: 0 }))
    // The limits end the shell alone, and what it started keeps stderr open.
    child.once('exit', (code, by) => void (async () => {
      const ms = performance.now() - start
      if (!shown && child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
      if (stderr) await finished(stderr, { signal: AbortSignal.timeout(REST) }).catch(() => {})
      stderr?.destroy()
      settle({ code, why: said.trim().split('\n').at(-1) || (by ?? `exit code ${code}`), ms })
    })())
  })
}
