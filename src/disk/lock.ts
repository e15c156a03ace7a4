import { closeSync, constants, fstatSync, lutimesSync, readdirSync, readSync, renameSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'
import { cannotWrite } from './cannot-write.ts'
import { isAlive, ourselves, parseHolder, SILENCE, type Holder } from './holder.ts'
import { assertFile, kindOf, makeFolder, openOwn, removeFile, writeNew } from './own-files.ts'

/** What a lock is called in a folder that a run writes to. */
const NAME = 'run.lock'

/** A sign of life comes this often, for those who can tell by nothing else that we live. */
const SIGN = SILENCE / 4

/** How often a lock is tried for that is released, or changes hands, at each look. */
const TRIES = 100

/** Bytes of a lock that are read. A lock of this suite is far shorter. */
const LONGEST = 4096

export type Release = () => void

/** Keeps every other run out of a folder until released. `named` is the option that named it. @throws Failure where another run is in it */
export const lockFolder = (dir: string, named: string): Release => lock(path.join(dir, NAME), `${named} ${dir}`)

/** Does something while every other run is kept out of a folder, which is made where there is none. */
export async function inLockedFolder<T>(dir: string, named: string, task: () => Promise<T>): Promise<T> {
  makeFolder(dir, named)
  const release = lockFolder(dir, named)
  try {
    return await task()
  } finally {
    release()
  }
}

/** The same for a single file. @throws Failure also where it is a link, or something else that is no file */
export function lockFile(file: string, named: string): Release {
  assertFile(file, `${named} ${file}`, 'device')
  // Nothing can lie beside a device, nor is it anybody's.
  return kindOf(file) === 'device' ? () => {} : lock(`${file}.lock`, `${named} ${file}`)
}

function lock(file: string, what: string): Release {
  const own = ourselves()
  try {
    take(file, what, own)
  } catch (cause) {
    throw cannotWrite(file, cause)
  }
  unlessCleared(() => sweep(file))
  const sign = setInterval(() => unlessCleared(() => lutimesSync(file, new Date(), new Date())), SIGN).unref()
  return () => {
    clearInterval(sign)
    unlessCleared(() => {
      if (read(file)?.id === own.id) removeFile(file)
    })
  }
}

/** Somebody may clear the folder while it is locked. Then there is nothing left to guard, and nothing to fail for. */
function unlessCleared(task: () => void): void {
  try {
    task()
  } catch {
    // The task was about the lock alone.
  }
}

function taken(file: string, what: string, holder: Holder | undefined): Failure {
  if (!holder)
    return new Failure(
      'FOLDER_LOCKED',
      `${what} is being written to by another run, which is just starting. Wait for it, or name another place; if none runs, delete ${file}.`,
    )
  const elsewhere = holder.machine === ourselves().machine ? '' : ` on ${holder.machine.split(' ')[0]}`
  return new Failure(
    'FOLDER_LOCKED',
    `${what} is being written to by process ${holder.pid}${elsewhere}, since ${holder.since}. Wait for it, end it (kill ${holder.pid}), or name another place; if that is no run of this suite, delete ${file}.`,
  )
}

/** What a lock file says; `holder` is undefined where it is not whole. */
interface Held {
  holder: Holder | undefined
  id: string
  silentMs: number
}

/** Makes the lock ours: of two that come at once, only one can create the file. @throws Failure where its holder is alive */
function take(file: string, what: string, own: Holder): void {
  let held: Held | undefined
  for (let tries = 0; tries < TRIES; tries++) {
    if (isMade(file, own)) return
    held = read(file)
    if (held === undefined) continue
    if (!isGone(held)) break
    if (isTakenOver(file, what, own, held)) return
  }
  throw taken(file, what, held?.holder)
}

/**
 * Replaces a lock whose holder is gone. Of several that want to, only the one that holds the right does: the right is a lock as
 * well, named after the lock that is gone, and becomes the new lock. False where another replaced or removed it before.
 */
function isTakenOver(file: string, what: string, own: Holder, gone: Held): boolean {
  const right = `${file}.over.${gone.id}`
  take(right, what, own)
  const now = read(file)
  const isRight = now?.id === gone.id && isGone(now)
  if (isRight) renameSync(right, file)
  else removeFile(right)
  return isRight
}

/** A lock that is not whole may be just being written. */
const isGone = ({ holder, silentMs }: Held): boolean => (holder ? !isAlive(holder, silentMs) : silentMs >= SILENCE)

/** False where it is there already. */
function isMade(file: string, own: Holder): boolean {
  try {
    writeNew(file, JSON.stringify(own))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Undefined where there is none. @throws Failure where something else is there */
function read(file: string): Held | undefined {
  let descriptor: number
  try {
    descriptor = openOwn(file, constants.O_RDONLY)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    const bytes = Buffer.alloc(LONGEST)
    const holder = parseHolder(bytes.toString('utf8', 0, readSync(descriptor, bytes)))
    return { holder, id: holder?.id ?? 'unreadable', silentMs: Date.now() - fstatSync(descriptor).mtimeMs }
  } finally {
    closeSync(descriptor)
  }
}

/** Removes what processes left that were killed while they took this lock. */
function sweep(file: string): void {
  const { dir, base } = path.parse(file)
  for (const name of readdirSync(dir || '.').filter((one) => one.startsWith(`${base}.`))) {
    const left = path.join(dir, name)
    const held = kindOf(left) === 'file' ? read(left) : undefined
    if (held?.holder && isGone(held)) removeFile(left)
  }
}
