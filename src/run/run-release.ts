import { Failure } from '../failure.ts'
import type { RunOptions } from '../record/options.ts'
import type { RunRecord } from '../record/record.ts'
import type { Installed, Releases } from '../releases/release.ts'
import type { RunListener } from '../server/run-listener.ts'
import type { Environment } from '../server/sides.ts'
import { run } from './run.ts'

export interface ReleaseRunSetup {
  releases: Releases
  /** What is asked, and where the run goes. The target is the release. */
  options: RunOptions
  env: Environment
  command: string
  signal: AbortSignal
  note: (line: string) => void
}

/**
 * Fetches a release unless it is here, and judges it as `runInstalled` does.
 * @throws Failure where it cannot be had, started or asked, and once somebody has interrupted.
 */
export async function runRelease(version: string, setup: ReleaseRunSetup): Promise<RunRecord> {
  return runInstalled(await setup.releases.install(version), setup)
}

/**
 * Starts a release that is here with the models of the user, judges it in a run of its own, and stops it.
 * @throws Failure where it cannot be started or asked, and once somebody has interrupted.
 */
export async function runInstalled(
  installed: Installed,
  { releases, options, env, command, signal, note }: ReleaseRunSetup,
): Promise<RunRecord> {
  assertGoesOn(signal)
  // An image is named by its release: what is here is not fetched again.
  const asked = { ...options, target: 'binary' in installed ? installed.binary : installed.version }
  const { record } = await run({ options: asked, env, releases, command, signal, listener: quiet(note) })
  assertGoesOn(signal)
  return record
}

/** @throws Failure once somebody has interrupted. */
function assertGoesOn(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('INTERRUPTED', 'Interrupted before all releases were judged.')
}

/** What a run shows goes by too often where there are many. */
const quiet = (note: (line: string) => void): RunListener => ({
  note,
  planned: () => {},
  asking: () => {},
  answered: () => {},
  suiteDone: () => {},
  judging: () => {},
  writing: () => {},
})
