import { accessSync, constants, existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'
import { removeRecording } from '../recording/recording.ts'
import { reportFiles } from '../report/formats.ts'
import type { Endpoint } from '../target/open.ts'
import type { RunOptions } from './options.ts'

/**
 * Makes the folders that a run writes to, before anything is sent. What an earlier run left in them goes, unless it is resumed, and nothing else.
 * @throws Failure when one cannot be written to, or holds a recording that the run reads.
 */
export function claimFolders({ out, record, resume }: Pick<RunOptions, 'out' | 'record' | 'resume'>, read: readonly Pick<Endpoint, 'dir'>[]): void {
  const own = [path.join(out, 'target'), path.join(out, 'reference')]
  const taken = read.flatMap(({ dir }) => dir ?? [])
  for (const [option, folder, written] of [['--out', out, own], ['--record', record, [record]]] as const) {
    if (folder === undefined) continue
    makeWritable(option, folder)
    if (!taken.some((dir) => written.some((one) => one !== undefined && isSameFolder(dir, one)))) continue
    throw new Failure('FOLDER_TAKEN', `${option} ${folder} holds the recording that this run reads, and would write over it. Name another folder.`)
  }
  if (!resume) for (const dir of own) removeRecording(dir)
  for (const file of reportFiles()) rmSync(path.join(out, file), { force: true })
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
