import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'

/**
 * Writes a file so that at any moment, also after a crash or without power, either the one from before or the new one is there, and
 * whole. @throws Failure in one line, to which `rest` is added, where it cannot be written; then what was there is still there.
 */
export function writeWhole(file: string, text: string, rest = ''): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    // A link stays one, and what it leads to is replaced. Devices and pipes cannot be.
    const place = existsSync(file) ? realpathSync(file) : file
    if (existsSync(place) && !statSync(place).isFile()) writeFileSync(file, text)
    else replace(place, text)
  } catch (cause) {
    throw cannotWrite(file, cause, rest)
  }
}

/** Goes on from what must be mended, where exchanges are at stake. */
export const KEPT = '; what was captured is kept, and the same command with --resume goes on from there'

/** What cannot be written, why, and how to go on. */
export function cannotWrite(file: string, cause: unknown, rest = ''): Failure {
  const { code } = cause as NodeJS.ErrnoException
  const why = WHY[code ?? ''] ?? `Mend it (${(cause as Error).message})`
  return new Failure('WRITE_FAILED', `${file} cannot be written (${code}). ${why}${rest}.`, { cause })
}

const WHY: Record<string, string> = {
  ENOSPC: 'The disk is full: make room', EDQUOT: 'Your quota is used up: make room', EFBIG: 'It would be larger than a file may be here: name another folder',
  EACCES: 'You may not write there: name another folder, or let yourself in', EPERM: 'You may not write there: name another folder, or let yourself in', EROFS: 'Nothing can be written there: name another folder',
  EISDIR: 'A folder has that name: move it away', ENOTDIR: 'Something above it is no folder: move it away',
}

function replace(file: string, text: string): void {
  const draft = `${file}.new`
  try {
    write(draft, text)
    if (existsSync(file)) chmodSync(draft, statSync(file).mode)
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    // A file that is mounted by itself into a container can be written to, but not replaced.
    if (!existsSync(file) || !UNREPLACEABLE.has((error as NodeJS.ErrnoException).code ?? '')) throw error
    writeFileSync(file, text)
  }
}

const UNREPLACEABLE = new Set(['EBUSY', 'EXDEV', 'EACCES', 'EPERM', 'EROFS'])

/** Without power a file may be renamed before its content has reached the disk, so that is waited for. */
function write(file: string, text: string): void {
  const descriptor = openSync(file, 'w')
  try {
    writeFileSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
