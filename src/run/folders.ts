import { existsSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { lockFolder, type Release } from '../disk/lock.ts'
import { assertFolder, makeFolder, removeFile } from '../disk/own-files.ts'
import { Failure } from '../failure.ts'
import type { RunOptions } from '../record/options.ts'
import { removeRecording } from '../recording/recording.ts'
import { reportFiles } from '../report/formats.ts'
import type { Endpoint } from '../server/open.ts'

/** Where a run writes to; nowhere where `out` is undefined and so is `record`. */
type Written = Pick<RunOptions, 'record' | 'resume'> & { out: string | undefined }

/**
 * Makes the folders that a run writes to its own, before anything is sent, until the release that it gives is called. What an earlier
 * run left in them goes, unless it is resumed, and nothing else.
 * @throws Failure when one cannot be written to, leads elsewhere, holds a recording that the run reads, or is written to by another run.
 */
export function claimFolders({ out, record, resume }: Written, read: readonly Pick<Endpoint, 'dir'>[]): Release {
  const own = out === undefined ? [] : [path.join(out, 'target'), path.join(out, 'reference')]
  const taken = read.flatMap(({ dir }) => dir ?? [])
  const named = (
    [
      ['--out', out, own],
      ['--record', record, [record]],
    ] as const
  ).flatMap(([option, folder, written]) => (folder === undefined ? [] : [{ option, folder, written }]))
  for (const { option, folder, written } of named) {
    makeFolder(folder, option)
    if (!taken.some((dir) => written.some((one) => one !== undefined && isSameFolder(dir, one)))) continue
    throw new Failure(
      'FOLDER_TAKEN',
      `${option} ${folder} holds the recording that this run reads, and would write over it. Name another folder.`,
    )
  }
  if (record !== undefined && own.some((one) => isSameFolder(one, record)))
    throw new Failure(
      'FOLDER_TAKEN',
      `--record ${record} is where --out ${out} keeps its own exchanges. Name another folder.`,
    )
  own.forEach(assertFolder)
  return lockAll(
    named.filter(({ folder }, at) => at === 0 || !isSameFolder(folder, named[0]?.folder ?? '')),
    () => {
      if (!resume) own.forEach(removeRecording)
      if (out !== undefined) for (const file of reportFiles()) removeFile(path.join(out, file))
    },
  )
}

/** Locks all folders or none: none also where `then` fails. */
function lockAll(folders: readonly { option: string; folder: string }[], then: () => void): Release {
  const releases: Release[] = []
  const release = (): void => releases.forEach((one) => one())
  try {
    for (const { option, folder } of folders) releases.push(lockFolder(folder, option))
    then()
    return release
  } catch (error) {
    release()
    throw error
  }
}

/** The same folder, also by another name. */
export const isSameFolder = (one: string, other: string): boolean =>
  existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other)
