import { spawnSync } from 'node:child_process'

/**
 * Sends a signal to a process that was started as the leader of a group (`detached`), and to all that it started, as far
 * as they have not left the group. Windows has no groups: there the process and its children end at once, whatever the
 * signal.
 */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(leader), '/t', '/f'], { stdio: 'ignore' })
    return
  }
  try {
    process.kill(-leader, signal)
  } catch {
    // None of them is left.
  }
}
