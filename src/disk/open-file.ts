import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs'
import { Failure } from '../failure.ts'

/** A file that somebody named, and what is said where it cannot be read. */
export interface NamedFile {
  file: string
  /** Code of the failure. */
  code: string
  /** Begins the message, `The profile x.yaml`; the file where absent. */
  what?: string
  /** Ends the message: how to fix it. */
  fix?: string
}

/** Opens what is a file, and nothing else: a pipe may keep whoever reads it waiting forever, and a device may never end. */
export function openRegular(named: NamedFile): number {
  let descriptor: number | undefined
  try {
    // Without this, opening a pipe waits for somebody to write into it. Windows has no such pipes.
    descriptor = openSync(named.file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = fstatSync(descriptor)
    if (!stats.isFile()) throw failure(named, `is a ${kindOf(stats)}, not a file`)
    return descriptor
  } catch (cause) {
    if (descriptor !== undefined) closeSync(descriptor)
    throw cause instanceof Failure ? cause : unreadable(named, cause)
  }
}

const kindOf = (stats: Stats): string =>
  stats.isDirectory() ? 'folder' : stats.isFIFO() ? 'pipe' : stats.isSocket() ? 'socket' : 'device'

/** What cannot be read, and why. */
export function unreadable(named: NamedFile, cause: unknown): Failure {
  const { code } = cause as NodeJS.ErrnoException
  return failure(named, WHY[code ?? ''] ?? `cannot be read (${code})`, cause)
}

const WHY: Record<string, string> = {
  ENOENT: 'does not exist',
  ENXIO: 'is a socket, not a file',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read by you (EACCES)',
  ELOOP: 'is a link that leads to itself',
}

/** What is wrong with the file. */
export const failure = ({ file, code, what = file, fix }: NamedFile, why: string, cause?: unknown): Failure =>
  new Failure(code, `${what} ${why}.${fix === undefined ? '' : ` ${fix}`}`, { cause })
