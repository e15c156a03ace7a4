import { inLockedFolder } from '../../disk/lock.ts'
import { readRuns } from '../../history/read-runs.ts'
import { DEFAULT_OPTIONS } from '../../record/check-options.ts'
import type { RunOptions } from '../../record/options.ts'
import { plain } from '../../report/markdown-text.ts'
import { assertSelection } from '../../run/assert-selection.ts'
import {
  releaseColumns,
  releaseVersions,
  runColumns,
  type LeftOut,
  type ReleaseColumn,
} from '../../run/release-columns.ts'
import { errColours } from '../colours.ts'
import type { CommandContext } from '../command.ts'
import type { MatrixFlags } from '../commands/matrix.ts'
import { interruption } from '../interruption.ts'
import { note } from '../note.ts'
import { progress } from '../progress.ts'
import { releasesFor } from '../releases-option.ts'

export type RunningContext = Pick<CommandContext, 'env' | 'line' | 'releases'>

/** Runs the releases that `--releases` names, unless that was done; gives their folders after those that are named. */
export async function runReleases(
  named: readonly string[],
  flags: MatrixFlags,
  { env, line, releases: given }: RunningContext,
): Promise<{ runs: string[]; leftOut: LeftOut[] }> {
  const options = optionsOf(flags)
  // What is wrong is said before a release is fetched, which may take hours with all that follows.
  await assertSelection(options)
  for (const _ of readRuns(named));
  const { signal, release } = interruption('No further release is run.')
  const shown = progress()
  try {
    const releases = given ?? releasesFor(flags, env, shown, signal)
    const versions = await releaseVersions(flags.releases ?? [], releases)
    const columns = releaseColumns(versions, flags.models ?? [], flags.out)
    const tell = (column: ReleaseColumn, isThere: boolean): void =>
      console.error(
        `${columns.indexOf(column) + 1} of ${columns.length}  ${nameOf(column)}${isThere ? ': there already' : ''}`,
      )
    const setup = { releases, options, env, command: line, signal, note, anew: flags.anew ?? false, tell }
    const { dirs, leftOut } = await inLockedFolder(flags.out, '--out', () => runColumns(columns, setup))
    return { runs: [...named, ...dirs], leftOut }
  } finally {
    shown.done()
    release()
  }
}

/** All releases are held against the same facts: a live reference would be asked anew for each. */
const optionsOf = ({ only, skip, out }: MatrixFlags): RunOptions => ({
  ...DEFAULT_OPTIONS,
  only,
  skip,
  out,
  reference: 'observed',
  failOn: 'never',
})

/** A release, or one with a model, that has no column. */
export const printLeftOut = (one: LeftOut): void =>
  console.error(errColours.yellow(`Left out: ${nameOf(one)}: ${plain(one.reason, 600)}`))

const nameOf = ({ version, model }: Pick<ReleaseColumn, 'version' | 'model'>): string =>
  plain(model === null ? `Ollama ${version}` : `Ollama ${version} with ${model}`)
