import { spawnSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'

/** Milliseconds between two looks at whether a group has ended. */
const BETWEEN_LOOKS = 20

/**
 * Sends a signal to a process that was started as the leader of a group (`detached`), and to all that it started, as far
 * as they have not left the group; 0 only asks whether any of them is left, which is what is returned. Windows has no
 * groups: there the process and its children end at once, whatever the signal.
 */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  if (process.platform === 'win32' && signal !== 0) {
    spawnSync('taskkill', ['/pid', String(leader), '/t', '/f'], { stdio: 'ignore' })
    return false
  }
  try {
    return process.kill(process.platform === 'win32' ? leader : -leader, signal)
  } catch {
    return false
  }
}

/** Asks a group to end, and kills what is left of it after `grace` milliseconds. */
export async function endGroup(leader: number, grace: number): Promise<void> {
  let isThere = signalGroup(leader, 'SIGTERM')
  for (let waited = 0; isThere && waited < grace; waited += BETWEEN_LOOKS) {
    await wait(BETWEEN_LOOKS)
    isThere = signalGroup(leader, 0)
  }
  if (isThere) signalGroup(leader, 'SIGKILL')
}
