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

/** It becomes part of a path. */
const IS_ID = /^[\w.-]{1,100}$/

/** Reads what a lock file says; undefined where that is not whole, or was not written by this suite. */
export function parseHolder(text: string): Holder | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { pid, began, machine: where, since, id } = value as Record<keyof Holder, unknown>
  const isWhole =
    Number.isSafeInteger(pid) &&
    Number(pid) > 0 &&
    (began === null || typeof began === 'string') &&
    typeof where === 'string' &&
    typeof since === 'string' &&
    typeof id === 'string' &&
    IS_ID.test(id)
  return isWhole ? (value as Holder) : undefined
}

/** Milliseconds after which a holder that can be known by nothing else counts as gone; it gives a sign of life far more often. */
export const SILENCE = 60_000

export const ourPid = process.pid

export const ourselves = (): Holder => ({
  pid: ourPid,
  began: beginningOf(ourPid) ?? null,
  machine: machine(),
  since: new Date().toISOString(),
  id: randomUUID(),
})

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
  if (process.platform === 'linux') return beginningByProc(pid) ?? (isRunning(pid) ? undefined : null)
  if (process.platform === 'win32') return isRunning(pid) ? undefined : null
  try {
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim() || null
    )
  } catch {
    return isRunning(pid) ? undefined : null
  }
}

/** The boot, and the tick of it in which the process began (proc_pid_stat(5), field 22). A process that ended and was not yet cleared away has none. */
function beginningByProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name before may hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return /[ZX]/.test(fields[0] ?? '')
      ? null
      : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`
  } catch {
    return null
  }
}

/** Whether a process has this number: the one that is meant, or a later one. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
