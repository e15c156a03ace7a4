/**
 * Runs a server for as long as the process that wants it lives: `serve-guard HOME AFTER PROGRAM ARGUMENT…`, started with
 * a channel to that process, which is told the group of the server. However that process ends, also killed, the channel
 * closes. Then the server is stopped with all that it started, the command in AFTER, a JSON list that may be empty, is
 * run, and HOME is removed, unless it is empty.
 */
import { spawn, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import os from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { signalGroup } from '../process-group.ts'

/** Milliseconds a server may take to end when asked: it has to unload its models. */
const PATIENCE = 8000
/** Milliseconds that the command which is run afterwards may take. */
const CLEARING_UP = 8000

const [home = '', after = '[]', program = '', ...args] = process.argv.slice(2)
const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'], detached: true, windowsHide: true })
if (child.pid !== undefined) process.send?.(child.pid)

process.once('exit', () => {
  // Also what outlives its server, and before its home is removed.
  signal('SIGKILL')
  const [command, ...rest] = JSON.parse(after) as string[]
  if (command !== undefined) spawnSync(command, rest, { stdio: 'ignore', timeout: CLEARING_UP })
  if (home !== '') rmSync(home, { recursive: true, force: true, maxRetries: 5 })
})
child.once('error', ({ message }) => {
  process.stderr.write(`${message}\n`)
  process.exit(1)
})
child.once('exit', (code, by) => process.exit(code ?? 128 + (by === null ? 0 : os.constants.signals[by])))
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => void stop())
process.once('disconnect', () => void stop())

function signal(name: NodeJS.Signals): void {
  if (child.pid !== undefined) signalGroup(child.pid, name)
}

async function stop(): Promise<void> {
  signal('SIGTERM')
  await wait(PATIENCE)
  process.exit(1)
}
