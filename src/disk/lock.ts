import { copyFileSync, constants, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'
import { isObject } from '../observe/reply.ts'
import { cannotWrite } from './cannot-write.ts'
import { isAlive, ourselves, SILENCE, type Holder } from './holder.ts'

/** What a lock is called in a folder that a run writes to. */
const NAME = 'run.lock'

/** A sign of life comes this often, for those who can tell by nothing else that we live. */
const SIGN = SILENCE / 4

/** How often, and how many milliseconds apart, one looks whether a dead lock is gone that another takes away. */
const LOOKS = 400
const BETWEEN_LOOKS = 5

/** It becomes part of a path. */
const IS_ID = /^[\w.-]{1,100}$/

export type Release = () => void

/** Keeps every other run out of a folder until released. `named` says which option named it. @throws Failure where another run is in it. */
export const lockFolder = (dir: string, named: string): Release => lock(path.join(dir, NAME), `${named} ${dir}`)

/** Does something while every other run is kept out of a folder, which is made where there is none. */
export async function inLockedFolder<T>(dir: string, named: string, task: () => Promise<T>): Promise<T> {
  try {
    mkdirSync(dir, { recursive: true })
  } catch (cause) {
    throw new Failure('FOLDER_INVALID', `${named} ${dir} cannot be written to (${(cause as NodeJS.ErrnoException).code}). Name another folder.`, { cause })
  }
  const release = lockFolder(dir, named)
  try {
    return await task()
  } finally {
    release()
  }
}

/** The same for a single file. */
export const lockFile = (file: string, named: string): Release =>
  // Nothing can lie beside a device or a pipe, nor is it anybody's.
  (existsSync(file) && !statSync(file).isFile() ? () => {} : lock(`${file}.lock`, `${named} ${file}`))

function lock(file: string, what: string): Release {
  const own = ourselves()
  try {
    take(file, what, own, (held) => { throw taken(file, what, held) })
    sweep(file)
  } catch (error) {
    throw error instanceof Failure ? error : cannotWrite(file, error)
  }
  const sign = setInterval(() => touch(file), SIGN).unref()
  return () => {
    clearInterval(sign)
    if (read(file)?.holder?.id === own.id) rmSync(file, { force: true })
  }
}

function taken(file: string, what: string, { holder }: Held): Failure {
  if (!holder) return new Failure('FOLDER_LOCKED', `${what} is being written to by another run, which is just starting. Wait for it, or name another place; if none runs, delete ${file}.`)
  const elsewhere = holder.machine === ourselves().machine ? '' : ` on ${holder.machine.split(' ')[0]}`
  return new Failure('FOLDER_LOCKED', `${what} is being written to by process ${holder.pid}${elsewhere}, since ${holder.since}. Wait for it, end it (kill ${holder.pid}), or name another place; if that is no run of this suite, delete ${file}.`)
}

/** What a lock file says; `holder` is undefined where it is not whole. */
interface Held { holder: Holder | undefined; id: string; silentMs: number }

/**
 * Makes the lock file ours. It appears with all it says in one step, so of two that come at once one is first. What a dead process
 * left is taken away by whoever has the right to: that is a lock as well, named after the one it is about, so that no one takes
 * away what a third has just made. `refuse` throws, or waits.
 */
function take(file: string, what: string, own: Holder, refuse: (held: Held) => void): void {
  const draft = `${file}.${own.id}`
  writeFileSync(draft, JSON.stringify(own))
  try {
    while (!place(draft, file)) {
      const held = read(file, draft)
      if (!held) continue
      if (held.holder ? isAlive(held.holder, held.silentMs) : held.silentMs < SILENCE) refuse(held)
      else takeAway(file, held, own, what)
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

function takeAway(file: string, dead: Held, own: Holder, what: string): void {
  const right = `${file}.over.${dead.id}`
  let waited = 0
  take(right, what, { ...own, id: `${own.id}.${dead.id.slice(0, 8)}` }, (held) => {
    // Whoever has the right uses it at once, in far less than a second.
    if (waited++ > LOOKS) throw taken(right, what, held)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BETWEEN_LOOKS)
  })
  if (read(file)?.id === dead.id) rmSync(file, { force: true })
  rmSync(right, { force: true })
}

/** False where it is there already. */
function place(draft: string, file: string): boolean {
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
  }
  try {
    // Some file systems have no links.
    copyFileSync(draft, file, constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Undefined where there is none. Ages are told by the clock of the file system, which another machine may share. */
function read(file: string, now?: string): Held | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    const silentMs = now === undefined ? 0 : statSync(now).mtimeMs - statSync(file).mtimeMs
    const holder = parsed(text)
    return { holder, silentMs, id: holder?.id ?? 'unreadable' }
  } catch {
    return undefined
  }
}

function parsed(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) && typeof value['pid'] === 'number' && typeof value['id'] === 'string' && IS_ID.test(value['id']) ? value as unknown as Holder : undefined
  } catch {
    return undefined
  }
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date())
  } catch {
    // Somebody has cleared the folder: there is nothing left to guard.
  }
}

/** Drafts and rights of processes that were killed with them in their hands. */
function sweep(file: string): void {
  const { dir, base } = path.parse(file)
  for (const name of readdirSync(dir || '.').filter((one) => one.startsWith(`${base}.`))) {
    const left = path.join(dir, name)
    const { holder } = read(left) ?? {}
    if (holder && !isAlive(holder, 0)) rmSync(left, { force: true })
  }
}
