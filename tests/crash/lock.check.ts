import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ourselves, type Holder } from '../../src/disk/holder.ts'
import { lockFile, lockFolder } from '../../src/disk/lock.ts'

const root = mkdtempSync(path.join(tmpdir(), 'conformance-lock-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const folder = (): string => mkdtempSync(path.join(root, 'run-'))
const LOCK = JSON.stringify(new URL('../../src/disk/lock.ts', import.meta.url).href)
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
    expect(() => lockFolder(dir, '--record')).toThrow(
      new RegExp(
        `^--record ${dir} is being written to by process ${process.pid}, since \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\\. Wait for it, end it \\(kill ${process.pid}\\), or name another place`,
      ),
    )
    release()
    isFree(dir)
  })

  test('is free when its process was killed, whatever that left', () => {
    const dir = folder()
    const script = `const { lockFolder } = await import(${LOCK}); lockFolder(${JSON.stringify(dir)}, '--out'); process.kill(process.pid, 'SIGKILL')`
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', script]).signal).toBe('SIGKILL')
    const { pid, id } = JSON.parse(readFileSync(place(dir), 'utf8')) as Holder
    expect(pid).not.toBe(process.pid)
    // It may have died with a draft in its hands, or the right to take another lock away.
    for (const name of [`run.lock.${id}-2`, `run.lock.over.${id}`])
      writeFileSync(path.join(dir, name), readFileSync(place(dir)))
    isFree(dir)
  })

  test('is free when another process has the number of the one that died', () => {
    isFree(left({ began: 'another boot 12345' }))
    isTaken(left({}))
  })

  test('is taken by another machine as long as that gives signs of life', () => {
    isTaken(left({ machine: 'elsewhere', pid: 1 }, 30))
    isFree(left({ machine: 'elsewhere', pid: 1 }, 90))
    expect(() => lockFolder(left({ machine: 'elsewhere pid:[1]', pid: 1 }), '--out')).toThrow(
      'by process 1 on elsewhere, since',
    )
  })

  test('is free where the system does not say when a process began, once there is no sign of life', () => {
    isTaken(left({ began: null }, 30))
    isFree(left({ began: null }, 90))
  })

  test.for(['', '{"pid":', '{"pid":1,"id":"../../elsewhere"}', 'null'])(
    'with %j in place of a lock is free when that is old',
    (text) => {
      isTaken(left(text, 30))
      isFree(left(text, 90))
    },
  )

  test('stays with whoever took it over', () => {
    const dir = folder()
    const release = lockFolder(dir, '--out')
    writeFileSync(place(dir), JSON.stringify({ ...ourselves(), id: 'somebody-else' }))
    release()
    expect(existsSync(place(dir))).toBe(true)
  })
})

describe('in place of a lock gives one line:', () => {
  /** Each makes something at a place, and has what is said of it. */
  const TRAPS: Record<string, [make: (file: string, other: string) => void, says: string]> = {
    'a folder': [(file) => mkdirSync(file), 'is a folder'],
    'a link': [(file, other) => symlinkSync(other, file), 'is a link'],
    'a dead link': [(file) => symlinkSync('/not/there', file), 'is a link'],
    'a link to itself': [(file) => symlinkSync(file, file), 'is a link'],
    'a pipe': [
      (file) => {
        spawnSync('mkfifo', [file])
      },
      'is a pipe',
    ],
    'no machine': [
      (file) => writeFileSync(file, '{"pid":1,"id":"x"}'),
      'is being written to by another run, which is just starting',
    ],
    'a list': [(file) => writeFileSync(file, '[1]'), 'just starting'],
    'numbers in place of words': [
      (file) => writeFileSync(file, '{"pid":1,"id":"x","machine":1,"since":2,"began":3}'),
      'just starting',
    ],
    'a process that cannot be': [
      (file) => writeFileSync(file, JSON.stringify({ ...ourselves(), pid: -1 })),
      'just starting',
    ],
    'far too much': [
      (file) => {
        writeFileSync(file, '{')
        truncateSync(file, 5_000_000_000)
      },
      'just starting',
    ],
    'an id that is too long for a path': [
      (file) => writeFileSync(file, JSON.stringify({ ...ourselves(), began: 'another boot', id: 'x'.repeat(240) })),
      'just starting',
    ],
  }
  let said: Record<string, string>
  beforeAll(() => {
    const places: Record<string, string> = {}
    for (const [name, [make]] of Object.entries(TRAPS)) {
      const dir = folder()
      places[name] = dir
      writeFileSync(path.join(dir, 'other'), 'untouched')
      make(place(dir), path.join(dir, 'other'))
    }
    // In a process of its own, which can be ended however busy it is.
    const script = `const { lockFolder } = await import(${LOCK})
      for (const [name, dir] of Object.entries(${JSON.stringify(places)})) try { lockFolder(dir, '--out') } catch (error) { console.log(JSON.stringify([name, error.name + ' ' + error.message])) }`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 120_000,
      killSignal: 'SIGKILL',
    })
    said = Object.fromEntries(
      stdout
        .trimEnd()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as [string, string]),
    )
    for (const dir of Object.values(places)) expect(readFileSync(path.join(dir, 'other'), 'utf8')).toBe('untouched')
  })

  test.for(Object.entries(TRAPS))('%s', ([name, [, says]]) => {
    expect(said[name]).toMatch(/^Failure .*run\.lock.*\.$/)
    expect(said[name]).toContain(says)
  })
})

test('a file has a lock beside it, a device has none', () => {
  const file = path.join(folder(), 'app.yaml')
  const release = lockFile(file, '--out')
  expect(() => lockFile(file, '--out')).toThrow(`--out ${file} is being written to`)
  release()
  lockFile('/dev/null', '--out')()
  expect(() => lockFile(path.join(folder(), 'x'.repeat(300)), '--out')).toThrow(/cannot be written \(ENAMETOOLONG\)/)
  expect(existsSync('/dev/null.lock')).toBe(false)
})

test('of several that come at the same instant exactly one gets it, also where a dead lock lies there', async () => {
  const racers = 4
  const rounds = 60
  const dirs = Array.from({ length: rounds }, (_, round) =>
    round % 2 === 0 ? folder() : left({ began: 'another boot 1' }),
  )
  const shared = new SharedArrayBuffer(8 * rounds)
  const won = await Promise.all(
    Array.from(
      { length: racers },
      () =>
        new Promise<boolean[]>((done, fail) => {
          new Worker(new URL('./lock-racer.mjs', import.meta.url), { workerData: { shared, dirs, racers } })
            .once('message', done)
            .once('error', fail)
        }),
    ),
  )
  expect(dirs.map((_, round) => won.filter((rounds) => rounds[round]).length)).toEqual(dirs.map(() => 1))
  expect(dirs.flatMap((dir) => readdirSync(dir))).toEqual([])
})
