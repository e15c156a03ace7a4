import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, copyFile, mkdir, open, readdir } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { extract } from 'tar'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { cannotWrite } from '../disk/cannot-write.ts'
import { kindOf } from '../disk/own-files.ts'
import { Failure } from '../failure.ts'
import { isDiskError } from './disk-error.ts'
import type { ArchiveForm } from './facts.ts'

/** What is unpacked: the file, its name as published, and what is known of its form. */
export interface Packed {
  file: string
  name: string
  form: ArchiveForm
}

/**
 * Unpacks an archive into an empty folder and gives the binary's path in it. Nothing is written outside that folder.
 * @throws Failure for what cannot be unpacked, or has no binary in it.
 */
export async function unpack({ file, name, form }: Packed, to: string, signal?: AbortSignal): Promise<string> {
  try {
    await mkdir(to)
    await FORMS[form.form](file, to, signal, form)
    const [binary] = form.binary.filter((one) => kindOf(path.join(to, one)) === 'file')
    if (binary === undefined)
      throw new Failure('ARCHIVE_INVALID', `${name} has no ${form.binary.join(' or ')} in it. ${FIX}`)
    await chmod(path.join(to, binary), RUNS)
    await onDisk(to)
    return binary
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    if (signal?.aborted)
      throw new Failure('INTERRUPTED', `Interrupted while ${name} was being unpacked. The same command goes on.`, {
        cause,
      })
    if (isDiskError(cause)) throw cannotWrite(to, cause)
    throw new Failure('ARCHIVE_INVALID', `${name} cannot be unpacked (${(cause as Error).message}). ${FIX}`, { cause })
  }
}

const FIX = 'Name another release, or an Ollama binary.'
const RUNS = 0o755

type Unpacking = (file: string, to: string, signal: AbortSignal | undefined, form: ArchiveForm) => Promise<void>

const FORMS: Record<ArchiveForm['form'], Unpacking> = {
  // What leads out of the folder is an error by `strict`, as is a device. gzip and zstd are told from the first bytes.
  tar: (file, to, signal) =>
    pipeline(createReadStream(file), extract({ cwd: to, strict: true, preserveOwner: false }), { signal }),
  zip: unpackZip,
  program: async (file, to, _signal, { binary: [name = ''] }) => copyFile(file, path.join(to, name)),
}

/** The library refuses names that lead out of the folder. Links are in no archive of the vendor for Windows. */
async function unpackZip(file: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  const zip = await openPromise(file)
  try {
    for await (const entry of zip.eachEntry()) await unpackEntry(zip, entry, to, signal)
  } finally {
    zip.close()
  }
}

async function unpackEntry(zip: ZipFile, entry: Entry, to: string, signal: AbortSignal | undefined): Promise<void> {
  const place = path.join(to, entry.fileName)
  if (entry.fileName.endsWith('/')) return void (await mkdir(place, { recursive: true }))
  await mkdir(path.dirname(place), { recursive: true })
  await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(place, { flags: 'wx' }), { signal })
}

/** Windows flushes only what may be written to. */
const FLUSHABLE = process.platform === 'win32' ? 'r+' : 'r'

/** Waits until all files are on the disk, as without power a folder may be renamed before what is in it is there. */
async function onDisk(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = await open(path.join(entry.parentPath, entry.name), FLUSHABLE)
    try {
      await file.sync()
    } finally {
      await file.close()
    }
  }
}
