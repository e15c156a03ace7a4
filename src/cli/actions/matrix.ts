import { closest } from 'fastest-levenshtein'
import { inLockedFolder } from '../../disk/lock.ts'
import { Failure } from '../../failure.ts'
import { ruleMatcher } from '../../globs.ts'
import { buildMatrix, type Matrix } from '../../history/matrix.ts'
import { readRuns } from '../../history/read-runs.ts'
import { counted, plain } from '../../report/markdown-text.ts'
import { writeMatrix } from '../../run/write-matrix.ts'
import type { MatrixFlags } from '../commands/matrix.ts'
import { printLeftOut, runReleases, type RunningContext } from './matrix-releases.ts'

/** Joins runs, and those of releases that are run first, into a matrix. */
export async function matrixCommand(named: string[], flags: MatrixFlags, context: RunningContext): Promise<number> {
  assertNamed(named, flags)
  const { runs, leftOut } = flags.releases ? await runReleases(named, flags, context) : { runs: named, leftOut: [] }
  if (runs.length > 0) await joinRuns(runs, flags)
  leftOut.forEach(printLeftOut)
  return runs.length > 0 ? 0 : 2
}

/** @throws Failure where there is nothing to join, and for an option that does nothing here. */
function assertNamed(named: readonly string[], { releases, models, anew }: MatrixFlags): void {
  if (releases !== undefined) return
  const idle = models ? '--models' : anew ? '--anew' : null
  if (idle !== null)
    throw new Failure('USAGE', `${idle} is about releases that are run. Name them: --releases 0.24.0,latest.`)
  if (named.length === 0) throw new Failure('USAGE', 'Name run folders, or releases to run: --releases 0.24.0,latest.')
}

async function joinRuns(runs: readonly string[], { out, format, only, skip, title }: MatrixFlags): Promise<void> {
  const matrix = selected(runs, only, skip, title)
  const written = await inLockedFolder(out, '--out', async () => writeMatrix(matrix, out, format))
  console.log(`${plain(matrix.title)}: ${counted(matrix.rules.length, 'rule')}`)
  for (const {
    name,
    counts: { must, should, may },
  } of matrix.runs) {
    console.log(
      `  ${plain(name)}: ${must.pass + should.pass + may.pass} pass, fail ${must.fail} must, ${should.fail} should, ${may.fail} may`,
    )
  }
  console.log(`Written to ${written[0]}${written.length > 1 ? ` and ${counted(written.length - 1, 'more file')}` : ''}`)
}

/** @throws Failure for a glob that matches no rule of the runs, and where nothing is left to show. */
function selected(runs: readonly string[], only: string[], skip: string[], title: string | undefined): Matrix {
  const ids = new Set<string>()
  const [wanted, unwanted] = [only.length === 0 ? () => true : ruleMatcher(only), ruleMatcher(skip)]
  const shows = (id: string): boolean => {
    ids.add(id)
    return wanted(id) && !unwanted(id)
  }
  const matrix = buildMatrix(readRuns(runs), { title, shows })
  const strange = [...only, ...skip].find((glob) => ![...ids].some(ruleMatcher([glob])))
  if (strange !== undefined)
    throw new Failure(
      'RULE_UNKNOWN',
      `No rule of these runs matches ${strange}. The nearest is ${closest(strange, [...ids])}.`,
    )
  if (matrix.rules.length === 0)
    throw new Failure('NOTHING_SELECTED', 'These runs have no rule that --only and --skip leave.')
  return matrix
}
