import { randomBytes } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { cannotWrite } from '../disk/cannot-write.ts'
import { lockFile } from '../disk/lock.ts'
import { Failure } from '../failure.ts'
import { isProgram } from '../server/serve.ts'
import { sizeOf } from './download.ts'
import { releaseFacts } from './facts.ts'
import { byVersion, versionIn } from './release-name.ts'
import type { Unpacked } from './release.ts'

/** What is in the cache. */
export interface Kept {
  version: string
  /** Bytes on the disk. */
  size: number
  /** A download that is not whole yet. */
  partly: boolean
}

/** Where the download of a release grows. Its lock is the lock of the release. */
export const partOf = (folder: string, version: string): string => path.join(folder, `${version}.part`)

/** The name of a folder that is never taken for a release: what is unpacked, and what is being removed. */
export const unfinished = (folder: string, version: string): string =>
  path.join(folder, `${version}.${randomBytes(12).toString('hex')}.new`)

const UNFINISHED = /^(\d+\.\d+\.\d+(?:-rc\d+)?)\.[0-9a-f]{24}\.new$/

/** The release that is in a folder of the cache; undefined where it is not there. */
export function installedIn(folder: string, version: string): Unpacked | undefined {
  const place = path.join(folder, version)
  const binary = existsSync(place)
    ? [...new Set(releaseFacts().archives.flatMap((form) => form.binary))]
        .map((one) => path.join(place, one))
        .find(isProgram)
    : undefined
  return binary === undefined ? undefined : { version, binary }
}

/** What is in a folder of the cache, oldest release first. */
export function keptIn(folder: string): Kept[] {
  const names = existsSync(folder) ? readdirSync(folder) : []
  return names
    .flatMap((name): Kept[] => {
      const version = versionIn(name)
      if (version === name) return [{ version, size: sizeBelow(path.join(folder, name)), partly: false }]
      const begun = versionIn(name.replace(/\.part$/, ''))
      return name.endsWith('.part') && begun !== undefined
        ? [{ version: begun, size: sizeOf(path.join(folder, name)), partly: true }]
        : []
    })
    .sort((a, b) => byVersion(a.version, b.version))
}

const sizeBelow = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + lstatSync(path.join(parentPath, name)).size, 0)

/** Removes a release and what there is of its download. @throws Failure where another process is fetching it. */
export function removeRelease(folder: string, version: string): void {
  const release = lockFile(partOf(folder, version), 'The release in')
  try {
    const place = path.join(folder, version)
    // Half of it must not be taken for a release, should this process end now.
    if (existsSync(place)) renameSync(place, unfinished(folder, version))
    removeUnfinished(folder, version)
    rmSync(partOf(folder, version), { force: true })
  } catch (cause) {
    throw cannotWrite(path.join(folder, version), cause)
  } finally {
    release()
  }
}

/** Removes what killed processes left of a release, by whoever has its lock. */
export function removeUnfinished(folder: string, version: string): void {
  for (const name of readdirSync(folder))
    if (UNFINISHED.exec(name)?.[1] === version) rmSync(path.join(folder, name), { recursive: true, force: true })
}

/** Versions of which something is in the folder, also what a killed process left. */
export const versionsIn = (folder: string): string[] => [
  ...new Set([
    ...keptIn(folder).map(({ version }) => version),
    ...(existsSync(folder) ? readdirSync(folder) : []).flatMap((name) => UNFINISHED.exec(name)?.[1] ?? []),
  ]),
]

/** @throws Failure for a version of which nothing is in the folder. */
export function assertKept(folder: string, version: string): void {
  if (versionsIn(folder).includes(version)) return
  throw new Failure(
    'RELEASE_UNKNOWN',
    `There is no release ${version} in ${folder}. \`ollama-conformance releases\` lists what is there.`,
  )
}
