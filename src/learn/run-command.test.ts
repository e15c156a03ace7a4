import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runCommand } from './run-command.ts'

let dir = ''
beforeEach(() => { dir = mkdtempSync(path.join(tmpdir(), 'conformance-run-')) })
afterEach(() => {
  try { process.kill(pid(), 'SIGKILL') } catch { /* it has ended */ }
  rmSync(dir, { recursive: true, force: true })
})

const pid = (): number => Number(readFileSync(path.join(dir, 'pid'), 'utf8'))
const env = { PATH: process.env['PATH'] }

/** A process that was not yet waited for counts as ended: on Linux its state is Z. */
function runs(): boolean {
  try {
    process.kill(pid(), 0)
    return !existsSync(`/proc/${pid()}/stat`) || !/\) [ZX] /.test(readFileSync(`/proc/${pid()}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** The time limit of the test is what ends the wait. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(20)
}

describe.skipIf(process.platform === 'win32')('a check that is run again and again', () => {
  const started = (): boolean => existsSync(path.join(dir, 'pid')) && pid() > 0
  const keepsStderr = (): string => `sleep 600 & echo $! > '${dir}/pid'`

  test('ends when it ends, whatever it leaves behind, and that is stopped', async () => {
    expect(await runCommand(`${keepsStderr()}; echo broken >&2; exit 3`, env, {})).toMatchObject({ code: 3, why: 'broken' })
    await until(() => !runs())
  })

  test('that takes too long is stopped with all that it started', async () => {
    expect(await runCommand(`${keepsStderr()}; wait`, env, { most: 500 })).toMatchObject({ code: null })
    await until(() => !runs())
  })

  test('is stopped with all that it started when the user wants no more', async () => {
    const controller = new AbortController()
    const ended = runCommand(`${keepsStderr()}; wait`, env, { signal: controller.signal })
    await until(started)
    controller.abort()
    expect(await ended).toMatchObject({ code: null })
    await until(() => !runs())
  })
})
