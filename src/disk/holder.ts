import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import os from 'node:os'

/** Who holds a lock. */
export interface Holder {
  pid: number
  /** When the process began, in words that no later process of the same number has; null where the system does not tell. */
  began: string | null
  /** The machine, and on it the namespace in which the number of the process means something. */
  machine: string
  /** ISO 8601, when the lock was taken. */
  since: string
  /** No two locks have the same. */
  id: string
}

/** Milliseconds after which a holder that can be known by nothing else counts as gone; it gives a sign of life far more often. */
export const SILENCE = 60_000

export const ourselves = (): Holder =>
  ({ pid: process.pid, began: beginningOf(process.pid) ?? null, machine: machine(), since: new Date().toISOString(), id: randomUUID() })

/** Whether the process that took a lock still runs. `silentMs` is how long its lock was not touched. */
export function isAlive({ pid, began, machine: where }: Holder, silentMs: number): boolean {
  if (where !== machine()) return silentMs < SILENCE
  const now = beginningOf(pid)
  if (now === null) return false
  return now === undefined || began === null ? silentMs < SILENCE : now === began
}

/** Containers may share the name of a host, but not its processes. */
function machine(): string {
  try {
    return `${os.hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return os.hostname()
  }
}

/** When a process began; null where there is none of that number, undefined where the system does not tell. */
function beginningOf(pid: number): string | null | undefined {
  if (process.platform === 'linux') return beginningByProc(pid) ?? (exists(pid) ? undefined : null)
  if (process.platform === 'win32') return exists(pid) ? undefined : null
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' }, stdio: ['ignore', 'pipe', 'ignore'] }).trim() || null
  } catch {
    return exists(pid) ? undefined : null
  }
}

/** The boot, and the tick of it in which the process began (proc_pid_stat(5), field 22). What ended and was not yet cleared away is none. */
function beginningByProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name before may hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return /[ZX]/.test(fields[0] ?? '') ? null : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`
  } catch {
    return null
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
