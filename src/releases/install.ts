import { createHash } from 'node:crypto'
import { createReadStream, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { cannotWrite } from '../disk/cannot-write.ts'
import { lockFile, type Release } from '../disk/lock.ts'
import { makeFolder, removeFile } from '../disk/own-files.ts'
import { Failure } from '../failure.ts'
import { installedIn, partOf, removeUnfinished, unfinished } from './cache.ts'
import { download, sizeOf, type FreeSpace } from './download.ts'
import { archiveName, formsFor, type ArchiveForm } from './facts.ts'
import type { ReleaseProgress, Unpacked } from './release.ts'
import type { Source } from './source.ts'

export interface Installation {
  /** Folder of the cache for this platform. */
  folder: string
  platform: string
  version: string
  source: () => Source
  /** SHA-256 by file name; undefined where none are published. */
  checksums: () => Promise<ReadonlyMap<string, string> | undefined>
  onProgress: (progress: ReleaseProgress) => void
  note: (line: string) => void
  freeSpace: FreeSpace
  signal?: AbortSignal | undefined
}

/** Fetches a release into the cache, unless it is there. Others that want the same one wait. @throws Failure in one line. */
export async function installInto(wanted: Installation): Promise<Unpacked> {
  const { folder, version, platform } = wanted
  const there = installedIn(folder, version)
  if (there) return there
  const forms = formsFor(platform, version)
  makeFolder(folder, 'OLLAMA_CONFORMANCE_CACHE')
  const release = await lockWhenFree(wanted)
  try {
    return installedIn(folder, version) ?? (await fetchAndUnpack(wanted, forms))
  } finally {
    release()
  }
}

/** Milliseconds between two looks at a lock. */
const LOOK = 250

async function lockWhenFree({ folder, version, note, signal }: Installation): Promise<Release> {
  for (let told = false; ; told = true) {
    try {
      return lockFile(partOf(folder, version), 'The release in')
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'FOLDER_LOCKED') throw error
      if (!told) note(`Another process fetches Ollama ${version}: waiting for it.`)
    }
    await wait(LOOK, undefined, signal ? { signal } : {}).catch((cause: unknown) => {
      throw new Failure('INTERRUPTED', `Interrupted while another process was fetching Ollama ${version}.`, { cause })
    })
  }
}

async function fetchAndUnpack(wanted: Installation, forms: readonly ArchiveForm[]): Promise<Unpacked> {
  const { folder, version, onProgress, signal } = wanted
  removeUnfinished(folder, version)
  const file = partOf(folder, version)
  const { name, form, sum } = await archiveOf(wanted, forms)
  await downloadVerified(wanted, name, sum)
  const size = sizeOf(file)
  const fresh = unfinished(folder, version)
  const place = path.join(folder, version)
  try {
    onProgress({ version, stage: 'unpacking', received: size, total: size })
    const { unpack } = await import('./unpack.ts')
    await unpack({ file, name, form }, fresh, signal)
    // What lies there has no binary that runs, or it would have been taken.
    rmSync(place, { recursive: true, force: true })
    renameSync(fresh, place)
    removeFile(file)
  } catch (cause) {
    rmSync(fresh, { recursive: true, force: true })
    throw cannotWrite(place, cause)
  }
  const installed = installedIn(folder, version)
  if (!installed)
    throw new Failure('ARCHIVE_INVALID', `The binary in ${place} cannot be started. Name another release.`)
  onProgress({ version, stage: 'ready', received: size, total: size })
  return installed
}

/** The archive for this platform that the release lists. @throws Failure where it lists none. */
async function archiveOf(
  { version, platform, checksums, source }: Installation,
  forms: readonly ArchiveForm[],
): Promise<{ name: string; form: ArchiveForm; sum: string }> {
  const sums = await checksums()
  if (!sums || sums.size === 0)
    throw new Failure(
      'CHECKSUMS_MISSING',
      `${source().list.host} has no checksums for Ollama ${version}, so what it sends cannot be trusted. Name another release, or an Ollama binary.`,
    )
  for (const form of forms) {
    const name = archiveName(form, platform)
    const sum = sums.get(name)
    if (sum !== undefined) return { name, form, sum }
  }
  const names = [...new Set(forms.map((form) => archiveName(form, platform)))]
  throw new Failure(
    'PLATFORM_UNSUPPORTED',
    `Ollama ${version} was not published for ${platform}: it has no ${names.join(' or ')}. Name another release, or an Ollama binary.`,
  )
}

async function downloadVerified(wanted: Installation, name: string, sum: string): Promise<void> {
  const { folder, version, source, onProgress, freeSpace, signal } = wanted
  const { web, file } = source()
  const part = partOf(folder, version)
  const url = file(version, name)
  // What an earlier download left may be of an archive that was published anew.
  for (let isResumed = sizeOf(part) > 0; ; isResumed = false) {
    const progress = (received: number, total: number | null): void =>
      onProgress({ version, stage: 'downloading', received, total })
    await download({ web, url, part, onProgress: progress, freeSpace, signal })
    const size = sizeOf(part)
    onProgress({ version, stage: 'verifying', received: size, total: size })
    const actual = await sha256(part, signal)
    if (actual === sum) return
    removeFile(part)
    if (!isResumed)
      throw new Failure(
        'CHECKSUM_WRONG',
        `${name} from ${url.host} is not what was published: its SHA-256 is ${actual.slice(0, 12)}…, and should be ${sum.slice(0, 12)}…. It was removed; try again, or name a mirror with --releases-from.`,
      )
  }
}

async function sha256(file: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(file), hash, signal ? { signal } : {})
  } catch (cause) {
    if (signal?.aborted) throw new Failure('INTERRUPTED', 'Interrupted while a release was being verified.', { cause })
    throw cannotWrite(file, cause)
  }
  return hash.digest('hex')
}
