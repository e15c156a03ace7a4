import { close, constants, fdatasync, fstatSync, ftruncateSync, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import { Failure } from '../failure.ts'
import { cannotWrite, KEPT } from './cannot-write.ts'
import { openOwn } from './own-files.ts'
import { readEnd } from './read-file.ts'

/** A file that grows by whole lines, each of them JSON. */
export interface LineFile {
  /** @throws Failure where the line cannot be written; then the file ends with the last whole line, and takes no more. */
  append: (line: string) => void
  close: () => Promise<void>
}

/**
 * Opens a file to add lines to. A line is with the system when `append` returns, so that it outlives this process however that
 * ends. To outlive the power as well it must be on the disk: that is asked for in the background, again and again while lines
 * come, so that no more is at stake than what one such wait brings. Waiting after each line would make a replay many times slower.
 */
export function openLines(file: string): LineFile {
  const descriptor = attempt(file, () => openOwn(file, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT))
  let end = attempt(file, () => wholeEnd(file, descriptor))
  let broken: Error | undefined
  const disk = backgroundSync(descriptor, (error) => {
    broken = cannotWrite(file, error, KEPT)
  })
  return {
    append(line) {
      if (broken) throw broken
      const bytes = Buffer.from(`${line}\n`)
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
      } catch (error) {
        broken = cannotWrite(file, error, KEPT)
        // A device has no end to go back to.
        if (fstatSync(descriptor).isFile()) ftruncateSync(descriptor, end)
        throw broken
      }
      end += bytes.length
      disk.sync()
    },
    async close() {
      await disk.settled()
      await shut(descriptor)
      if (broken) throw broken
    },
  }
}

interface BackgroundSync {
  sync: () => void
  /** Resolves when nothing is waited for any more. */
  settled: () => Promise<void>
}

/** Has what was written brought to the disk, one wait after the other, and tells where it was lost on the way. */
function backgroundSync(descriptor: number, onLost: (error: NodeJS.ErrnoException) => void): BackgroundSync {
  let synced = Promise.resolve()
  let [syncing, waiting] = [false, false]
  const sync = (): void => {
    waiting = syncing
    if (syncing) return
    syncing = true
    synced = flush(descriptor)
      .catch((error: NodeJS.ErrnoException) => {
        // Some file systems know no such thing; others say so late that the disk is full.
        if (LOST.has(error.code ?? '')) onLost(error)
      })
      .finally(() => {
        syncing = false
        if (waiting) sync()
      })
  }
  return {
    sync,
    async settled() {
      while (syncing) await synced
    },
  }
}

const flush = promisify(fdatasync)
const shut = promisify(close)
const LOST = new Set(['EIO', 'ENOSPC', 'EDQUOT'])

/** Where the next line begins: behind the last whole one. What a crash left of another goes. */
function wholeEnd(file: string, descriptor: number): number {
  const { size } = fstatSync(descriptor)
  if (size === 0 || !fstatSync(descriptor).isFile()) return 0
  const bytes = readEnd({ file, code: 'WRITE_FAILED' })
  if (bytes.at(-1) === NEWLINE) return size
  const last = bytes.lastIndexOf(NEWLINE) + 1
  if (last === 0 && bytes.length < size)
    throw new Failure('WRITE_FAILED', `${file} ends in a line that is longer than any of ours. Name another file.`)
  const begin = size - bytes.length + last
  if (!isJson(bytes.subarray(last))) {
    ftruncateSync(descriptor, begin)
    return begin
  }
  writeSync(descriptor, '\n')
  return size + 1
}

const NEWLINE = 10

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8'))
    return true
  } catch {
    return false
  }
}

function attempt<T>(file: string, task: () => T): T {
  try {
    return task()
  } catch (error) {
    throw error instanceof Failure ? error : cannotWrite(file, error, KEPT)
  }
}
