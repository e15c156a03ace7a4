import { randomBytes } from 'node:crypto'
import { closeSync, constants, lstatSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cannotWrite } from './cannot-write.ts'
import { isRunning, ourPid } from './holder.ts'
import { kindOf, openOwn, removeFile, writeNew } from './own-files.ts'

/**
 * Writes a file so that at any moment, also after a crash or without power, either the one from before or the new one is there,
 * and whole. A link is replaced, and the file behind it stays as it is. A device is written to.
 * @throws Failure in one line, to which `rest` is added, where it cannot be written; then what was there is still there.
 */
export function writeWhole(file: string, text: string, rest = ''): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    if (kindOf(file) === 'device') writeInPlace(file, text)
    else replace(file, text)
  } catch (cause) {
    throw cannotWrite(file, cause, rest)
  }
}

function replace(file: string, text: string): void {
  removeDrafts(file)
  // Nobody can guess the name, so nobody can put a link there before.
  const draft = `${file}.${ourPid}-${randomBytes(12).toString('base64url')}.new`
  const replaced = kindOf(file)
  try {
    writeNew(draft, text, replaced === 'file' ? lstatSync(file).mode & 0o777 : undefined)
    renameSync(draft, file)
  } catch (error) {
    removeFile(draft)
    // A file that is mounted by itself into a container can be written to, but not replaced.
    if (replaced !== 'file' || !UNREPLACEABLE.has((error as NodeJS.ErrnoException).code ?? '')) throw error
    writeInPlace(file, text)
  }
}

const UNREPLACEABLE = new Set(['EBUSY', 'EXDEV', 'EACCES', 'EPERM', 'EROFS'])

function writeInPlace(file: string, text: string): void {
  const descriptor = openOwn(file, constants.O_WRONLY | constants.O_TRUNC)
  try {
    writeFileSync(descriptor, text)
  } finally {
    closeSync(descriptor)
  }
}

const IS_DRAFT = /^\.(\d+)-[\w-]{16}\.new$/

/** Removes the drafts of this file that killed processes left. */
function removeDrafts(file: string): void {
  const { dir, base } = path.parse(file)
  for (const name of readdirSync(dir || '.')) {
    const pid = name.startsWith(base) ? IS_DRAFT.exec(name.slice(base.length))?.[1] : undefined
    if (pid !== undefined && !isRunning(Number(pid))) removeFile(path.join(dir, name))
  }
}
