import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { assertFolder, folderIn } from '../disk/own-files.ts'
import { Failure } from '../failure.ts'
import { slug } from '../history/order.ts'
import { nearest } from '../nearest.ts'
import type { RunOptions } from '../record/options.ts'
import { ownVersion } from '../record/own-version.ts'
import { readRecord } from '../record/read-record.ts'
import type { RunRecord } from '../record/record.ts'
import { isReleaseName } from '../releases/release-name.ts'
import type { Installed, Releases } from '../releases/release.ts'
import { runInstalled, type ReleaseRunSetup } from './run-release.ts'

/** A release with a model, which is a column of the matrix. Without a model the run finds one. */
export interface ReleaseColumn {
  version: string
  model: string | null
  /** The folder of its run. */
  dir: string
}

export interface ColumnsSetup extends ReleaseRunSetup {
  /** Run what is there already as well. */
  anew: boolean
  /** Told each column before it is run; `isThere`: it is not run again. */
  tell: (column: ReleaseColumn, isThere: boolean) => void
}

/** What has no column, and why. Without a model it is the whole release. */
export interface LeftOut {
  version: string
  model: string | null
  reason: string
}

/** The versions behind names, each once. @throws Failure for a name of no release, before any is fetched. */
export async function releaseVersions(names: readonly string[], releases: Releases): Promise<string[]> {
  const strange = names.find((name) => !isReleaseName(name))
  if (strange !== undefined)
    throw new Failure(
      'RELEASE_UNKNOWN',
      `--releases ${strange} is no release. Name versions, such as 0.24.0, or ${nearest(strange, ['latest', 'latest-rc'])}.`,
    )
  const versions: string[] = []
  for (const name of names) versions.push(await releases.resolve(name))
  return [...new Set(versions)]
}

/** Each release with each model, below `OUT/runs`. */
export function releaseColumns(versions: readonly string[], models: readonly string[], out: string): ReleaseColumn[] {
  const taken = new Set<string>()
  return versions.flatMap((version) =>
    (models.length === 0 ? [null] : models).map((model) => {
      const name = model === null ? slug(version) : `${slug(version)}-${slug(model)}`
      return { version, model, dir: path.join(out, 'runs', ownName(name, taken)) }
    }),
  )
}

/** Two models may differ in a mark that is in no name of a folder. */
function ownName(name: string, taken: Set<string>): string {
  let own = name
  for (let at = 2; taken.has(own); at++) own = `${name}-${at}`
  taken.add(own)
  return own
}

/** Runs what is not there yet, one after the other. What cannot be run is left out. @throws Failure once interrupted. */
export async function runColumns(
  columns: readonly ReleaseColumn[],
  setup: ColumnsSetup,
): Promise<{ dirs: string[]; leftOut: LeftOut[] }> {
  const [dirs, leftOut]: [string[], LeftOut[]] = [[], []]
  for (const column of columns) {
    const { version } = column
    if (leftOut.some((one) => one.version === version && one.model === null)) continue
    const isThere = !setup.anew && isWhole(column, setup.options)
    setup.tell(column, isThere)
    const missing = isThere ? null : await runColumn(column, setup)
    if (missing === null) dirs.push(column.dir)
    else leftOut.push(missing)
  }
  return { dirs, leftOut }
}

/** Whether the folder holds a run to its end of what would be run now. */
function isWhole({ version, model, dir }: ReleaseColumn, { only, skip }: RunOptions): boolean {
  const record = recordIn(dir)
  if (record === null || record.options.interrupted) return false
  const { target, suite, options } = record
  return (
    target.server?.version === version &&
    (model === null || target.models?.chat.name === model) &&
    suite.version === ownVersion() &&
    isDeepStrictEqual([options.only, options.skip], [only, skip])
  )
}

/** Null where there is none that can be read. */
function recordIn(dir: string): RunRecord | null {
  try {
    return readRecord(path.join(dir, 'results.json'))
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

/** Null once the run is there. */
async function runColumn({ version, model, dir }: ReleaseColumn, setup: ColumnsSetup): Promise<LeftOut | null> {
  const { signal, releases, anew, options } = setup
  const models = model === null ? options.models : { ...options.models, chat: model }
  // What is left out leaves no empty folder, so that `runs/*` names runs.
  const out = path.join(folderIn(options.out, 'runs'), path.basename(dir))
  assertFolder(out)
  const asked = { ...options, models, out }
  let installed: Installed | undefined
  try {
    installed = await releases.install(version)
    await resumed(installed, { ...setup, options: { ...asked, resume: !anew } })
    return null
  } catch (error) {
    if (signal.aborted) throw interrupted(dir, error)
    if (!(error instanceof Failure)) throw error
    const isOfRelease = installed === undefined || error.code === 'BINARY_BROKEN'
    return { version, model: isOfRelease ? null : model, reason: error.message }
  }
}

/** Goes on where an earlier run was interrupted. Answers of other models are no beginning of this run. */
async function resumed(installed: Installed, setup: ReleaseRunSetup): Promise<void> {
  try {
    await runInstalled(installed, setup)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'RESUME_MISMATCH') throw error
    await runInstalled(installed, { ...setup, options: { ...setup.options, resume: false } })
  }
}

const interrupted = (dir: string, cause: unknown): Failure =>
  new Failure(
    'INTERRUPTED',
    `Interrupted. What is done stays in ${path.dirname(dir)}; the same command goes on from there.`,
    { cause },
  )
