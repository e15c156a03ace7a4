import { accessSync, constants, existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import path from 'node:path'
import { lockFolder, type Release } from '../disk/lock.ts'
import { Failure } from '../failure.ts'
import { removeRecording } from '../recording/recording.ts'
import { reportFiles } from '../report/formats.ts'
import type { Endpoint } from '../target/open.ts'
import type { RunOptions } from './options.ts'

/**
 * Makes the folders that a run writes to its own, before anything is sent, until the release that it gives is called. What an earlier
 * run left in them goes, unless it is resumed, and nothing else.
 * @throws Failure when one cannot be written to, holds a recording that the run reads, or is written to by another run.
 */
export function claimFolders({ out, record, resume }: Pick<RunOptions, 'out' | 'record' | 'resume'>, read: readonly Pick<Endpoint, 'dir'>[]): Release {
  const own = [path.join(out, 'target'), path.join(out, 'reference')]
  const taken = read.flatMap(({ dir }) => dir ?? [])
  const named = ([['--out', out, own], ['--record', record, [record]]] as const).flatMap(([option, folder, written]) => (folder === undefined ? [] : [{ option, folder, written }]))
  for (const { option, folder, written } of named) {
    makeWritable(option, folder)
    if (!taken.some((dir) => written.some((one) => one !== undefined && isSameFolder(dir, one)))) continue
    throw new Failure('FOLDER_TAKEN', `${option} ${folder} holds the recording that this run reads, and would write over it. Name another folder.`)
  }
  if (record !== undefined && own.some((one) => isSameFolder(one, record))) throw new Failure('FOLDER_TAKEN', `--record ${record} is where --out ${out} keeps its own exchanges. Name another folder.`)
  const release = lockAll(named.filter(({ folder }, at) => at === 0 || !isSameFolder(folder, out)))
  if (!resume) for (const dir of own) removeRecording(dir)
  for (const file of reportFiles()) rmSync(path.join(out, file), { force: true })
  return release
}

/** All or none. */
function lockAll(folders: readonly { option: string; folder: string }[]): Release {
  const releases: Release[] = []
  const release = (): void => releases.forEach((one) => one())
  try {
    for (const { option, folder } of folders) releases.push(lockFolder(folder, option))
    return release
  } catch (error) {
    release()
    throw error
  }
}

function makeWritable(option: string, dir: string): void {
  try {
    mkdirSync(dir, { recursive: true })
    accessSync(dir, constants.W_OK)
  } catch (cause) {
    throw new Failure('FOLDER_INVALID', `${option} ${dir} cannot be written to (${(cause as NodeJS.ErrnoException).code}). Name another folder.`, { cause })
  }
}

/** The same folder, also by another name. */
export const isSameFolder = (one: string, other: string): boolean => existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other)
