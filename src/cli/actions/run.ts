import type { RunOptions } from '../../record/options.ts'
import { run } from '../../run/run.ts'
import type { Environment } from '../../server/sides.ts'
import { interruption } from '../interruption.ts'
import { progress } from '../progress.ts'
import { publish } from '../publish.ts'
import { releasesFor, type ReleaseFlags } from '../releases-option.ts'
import { exitCodeOf, printVerdict } from '../verdict.ts'
import { isWatched } from '../watched.ts'

export async function runCommand(
  options: RunOptions,
  flags: ReleaseFlags,
  env: Environment,
  command: string,
): Promise<number> {
  const { signal, release } = interruption()
  const shown = progress()
  try {
    const releases = releasesFor(flags, env, shown, signal)
    const setup = { options, env, releases, command, signal, listener: shown }
    const material = await run({ ...setup, mayDemonstrate: isWatched(env) })
    shown.done()
    await publish(material, options, env)
    printVerdict(material.record, options, env)
    return exitCodeOf(material.record)
  } finally {
    shown.done()
    release()
  }
}
