import path from 'node:path'
import { Failure } from '../failure.ts'
import type { Outcome } from '../finding.ts'
import { ruleMatcher } from '../globs.ts'
import { rulesOf } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { namedProfiles } from '../policy/profile-file.ts'
import type { RunOptions } from '../record/options.ts'
import { readRecord } from '../record/read-record.ts'
import { isSameFolder } from './folders.ts'

/** What a retry may turn into a verdict, or into another one. What was never sent is for `--resume`. */
const RETRIED: Outcome[] = ['fail', 'error', 'inconclusive']

/**
 * The options of a run over the rules that failed, ended in an error or stayed inconclusive in an earlier run, as far as they
 * are selected now. As they are where no earlier run is named. @throws Failure where nothing is left to retry.
 */
export async function narrowToFailed(options: RunOptions): Promise<RunOptions> {
  const { onlyFailed: dir, only, skip, out } = options
  if (dir === undefined) return options
  const { rules } = readRecord(path.join(dir, 'results.json'))
  if (isSameFolder(dir, out))
    throw new Failure(
      'FOLDER_TAKEN',
      `--out ${out} holds the run whose failures are retried, and would write over it. Name another folder.`,
    )
  const retried = rules.filter(({ outcome }) => RETRIED.includes(outcome)).map(({ id }) => id)
  if (retried.length === 0)
    throw new Failure(
      'NOTHING_FAILED',
      `Nothing failed in ${dir}, ended in an error or stayed inconclusive: there is nothing to retry.`,
    )
  const existing = new Set(
    (await loadSuites({ profiles: namedProfiles(options.profiles) })).flatMap(rulesOf).map(({ id }) => id),
  )
  const [wanted, unwanted] = [only.length === 0 ? () => true : ruleMatcher(only), ruleMatcher(skip)]
  const left = retried.filter((id) => existing.has(id) && wanted(id) && !unwanted(id))
  if (left.length === 0)
    throw new Failure(
      'NOTHING_SELECTED',
      `None of the ${retried.length} rules to retry from ${dir} is left by --only and --skip, or by this version of the suite.`,
    )
  return { ...options, only: left, skip: [], onlyFailed: undefined }
}
