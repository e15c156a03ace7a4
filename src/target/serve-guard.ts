/**
 * Runs a server for as long as the process that wants it lives: `serve-guard PROGRAM ARGUMENT…`. That process holds the other
 * end of standard input. However it ends, also killed, the pipe closes, and the server is stopped.
 */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** Milliseconds a server may take to end when asked: it has to unload its models. */
const PATIENCE = 8000

/** What was lent to the server goes with it, also where nobody else is left to clear it away. */
process.once('exit', () => { if (process.env['LENT_HOME']) rmSync(process.env['LENT_HOME'], { recursive: true, force: true }) })

const [program = '', ...args] = process.argv.slice(2)
const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
child.once('error', ({ message }) => {
  process.stderr.write(`${message}\n`)
  process.exit(1)
})
child.once('exit', (code) => process.exit(code ?? 1))
// Ctrl-C in a terminal reaches every process; when to stop the server is for the owner to say.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => void stop())
process.stdin.once('close', () => void stop()).resume()

async function stop(): Promise<void> {
  child.kill('SIGTERM')
  await wait(PATIENCE)
  child.kill('SIGKILL')
}
