import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, describe, expect, test } from 'vitest'
import { ourselves, type Holder } from '../../src/disk/holder.ts'
import { lockFile, lockFolder } from '../../src/disk/lock.ts'

const root = mkdtempSync(path.join(tmpdir(), 'conformance-lock-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const folder = (): string => mkdtempSync(path.join(root, 'run-'))
const place = (dir: string): string => path.join(dir, 'run.lock')

/** A folder with a lock that somebody left. */
function left(lock: Partial<Holder> | string, silentSeconds = 0): string {
  const dir = folder()
  writeFileSync(place(dir), typeof lock === 'string' ? lock : JSON.stringify({ ...ourselves(), ...lock }))
  const touched = Date.now() / 1000 - silentSeconds
  utimesSync(place(dir), touched, touched)
  return dir
}

const isTaken = (dir: string): void => expect(() => lockFolder(dir, '--out')).toThrow(/is being written to by/)
function isFree(dir: string): void {
  const release = lockFolder(dir, '--out')
  isTaken(dir)
  release()
  expect(readdirSync(dir)).toEqual([])
}

describe('a folder that a run writes to', () => {
  test('is its own until it is released; the message says who, since when, and how to go on', () => {
    const dir = folder()
    const release = lockFolder(dir, '--record')
    expect(() => lockFolder(dir, '--record')).toThrow(new RegExp(`^--record ${dir} is being written to by process ${process.pid}, since \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\\. Wait for it, end it \\(kill ${process.pid}\\), or name another place`))
    release()
    isFree(dir)
  })

  test('is free when its process was killed, whatever that left', () => {
    const dir = folder()
    const script = `const { lockFolder } = await import(${JSON.stringify(new URL('../../src/disk/lock.ts', import.meta.url).href)}); lockFolder(${JSON.stringify(dir)}, '--out'); process.kill(process.pid, 'SIGKILL')`
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', script]).signal).toBe('SIGKILL')
    const { pid, id } = JSON.parse(readFileSync(place(dir), 'utf8')) as Holder
    expect(pid).not.toBe(process.pid)
    // It may have died with a draft in its hands, or the right to take another lock away.
    for (const name of [`run.lock.${id}-2`, `run.lock.over.${id}`]) writeFileSync(path.join(dir, name), readFileSync(place(dir)))
    isFree(dir)
  })

  test('is free when another process has the number of the one that died', () => {
    isFree(left({ began: 'another boot 12345' }))
    isTaken(left({}))
  })

  test('is taken by another machine as long as that gives signs of life', () => {
    isTaken(left({ machine: 'elsewhere', pid: 1 }, 30))
    isFree(left({ machine: 'elsewhere', pid: 1 }, 90))
    expect(() => lockFolder(left({ machine: 'elsewhere pid:[1]', pid: 1 }), '--out')).toThrow('by process 1 on elsewhere, since')
  })

  test('is free where the system tells of no beginning, once there is no sign of life', () => {
    isTaken(left({ began: null }, 30))
    isFree(left({ began: null }, 90))
  })

  test.for(['', '{"pid":', '{"pid":1,"id":"../../elsewhere"}', 'null'])('with %j in place of a lock is free when that is old', (text) => {
    isTaken(left(text, 30))
    isFree(left(text, 90))
  })

  test('stays with whoever took it over', () => {
    const dir = folder()
    const release = lockFolder(dir, '--out')
    writeFileSync(place(dir), JSON.stringify({ ...ourselves(), id: 'somebody-else' }))
    release()
    expect(existsSync(place(dir))).toBe(true)
  })
})

test('a file has a lock beside it, a device has none', () => {
  const file = path.join(folder(), 'app.yaml')
  const release = lockFile(file, '--out')
  expect(() => lockFile(file, '--out')).toThrow(`--out ${file} is being written to`)
  release()
  lockFile('/dev/null', '--out')()
  expect(existsSync('/dev/null.lock')).toBe(false)
})

test('of several that come at the same instant exactly one gets it, also where a dead lock lies there', async () => {
  const racers = 4
  const rounds = 60
  const dirs = Array.from({ length: rounds }, (_, round) => (round % 2 === 0 ? folder() : left({ began: 'another boot 1' })))
  const shared = new SharedArrayBuffer(8 * rounds)
  const won = await Promise.all(Array.from({ length: racers }, () => new Promise<boolean[]>((done, fail) => {
    new Worker(new URL('./lock-racer.mjs', import.meta.url), { workerData: { shared, dirs, racers } }).once('message', done).once('error', fail)
  })))
  expect(dirs.map((_, round) => won.filter((rounds) => rounds[round]).length)).toEqual(dirs.map(() => 1))
  expect(dirs.flatMap((dir) => readdirSync(dir))).toEqual([])
})
