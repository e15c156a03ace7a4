import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  unlinkSync,
  writeFileSync,
  type Stats,
} from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'
import { cannotWrite } from './cannot-write.ts'

// A folder that is written to may hold links that somebody else put there. A folder that the user names may be a link. No link
// below that folder is followed, and no link in place of a file that the user names.

/** What is found at a path. `device` is a character device, such as /dev/null. */
type Kind = 'file' | 'folder' | 'link' | 'pipe' | 'socket' | 'device' | 'block device'

const KINDS: [Kind, (stats: Stats) => boolean][] = [
  ['file', (stats) => stats.isFile()],
  ['folder', (stats) => stats.isDirectory()],
  ['link', (stats) => stats.isSymbolicLink()],
  ['pipe', (stats) => stats.isFIFO()],
  ['socket', (stats) => stats.isSocket()],
  ['device', (stats) => stats.isCharacterDevice()],
]

/** What is at a path itself, not what a link there leads to; null where nothing is. @throws Failure where that cannot be told */
export function kindOf(place: string): Kind | null {
  try {
    const stats = lstatSync(place, { throwIfNoEntry: false })
    return stats === undefined ? null : (KINDS.find(([, is]) => is(stats))?.[0] ?? 'block device')
  } catch (cause) {
    throw cannotWrite(place, cause)
  }
}

/** `named` is how the message calls the path; `also` allows a device. @throws Failure where something is there that is no file */
export const assertFile = (place: string, named = place, also?: 'device'): void =>
  assertKind(place, named, 'file', also)

/** @throws Failure where something is there that is no folder */
export const assertFolder = (place: string): void => assertKind(place, place, 'folder')

function assertKind(place: string, named: string, ...wanted: (Kind | undefined)[]): void {
  const kind = kindOf(place)
  if (kind === null || wanted.includes(kind)) return
  const why = kind === 'link' ? 'a link, and links are not followed here' : `a ${kind}, but must be a ${wanted[0]}`
  throw new Failure('PLACE_TAKEN', `${named} is ${why}. Remove it, or name another place.`)
}

/** Makes a folder that the user names, with `named` as its option. @throws Failure where it cannot be written to */
export function makeFolder(dir: string, named: string): void {
  try {
    mkdirSync(dir, { recursive: true })
    accessSync(dir, constants.W_OK)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new Failure('FOLDER_INVALID', `${named} ${dir} cannot be written to (${code}). Name another folder.`, {
      cause,
    })
  }
}

/** The path of a folder below one that the user named. Folders that are missing on the way are made. @throws Failure */
export function folderIn(dir: string, ...names: string[]): string {
  let place = dir
  try {
    mkdirSync(dir, { recursive: true })
    for (const name of names) {
      place = path.join(place, name)
      assertFolder(place)
      if (kindOf(place) === null) mkdirSync(place)
    }
    return place
  } catch (cause) {
    throw cannotWrite(place, cause)
  }
}

/** Opens a file that may be there already, never through a link. @throws Failure where something else is there */
export function openOwn(file: string, flags: number): number {
  assertFile(file, file, 'device')
  // Windows has no such flag.
  return openSync(file, flags | (constants.O_NOFOLLOW ?? 0))
}

/** Makes a file that must not be there yet, and waits until it is on the disk. A file that cannot be written is removed. */
export function writeNew(file: string, text: string, mode?: number): void {
  // This fails on a link as well, also on a dead one.
  const descriptor = openSync(file, 'wx')
  try {
    writeFileSync(descriptor, text)
    if (mode !== undefined) fchmodSync(descriptor, mode)
    // Without power a file may be renamed before its content has reached the disk.
    fsyncSync(descriptor)
  } catch (error) {
    unlinkSync(file)
    throw error
  } finally {
    closeSync(descriptor)
  }
}

/** Removes a file if it is there. Of a link it removes the link, not the file behind it. @throws Failure where it stays */
export function removeFile(file: string): void {
  try {
    unlinkSync(file)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cannotWrite(file, cause)
  }
}

/** Copies a file to the first of the paths `name(1)`, `name(2)` and so on that is free. @throws Failure */
export function copyAside(file: string, name: (at: number) => string): void {
  for (let at = 1; ; at++) {
    try {
      copyFileSync(file, name(at), constants.COPYFILE_EXCL)
      return
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotWrite(name(at), cause)
    }
  }
}
