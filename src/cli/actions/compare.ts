import { inLockedFolder } from '../../disk/lock.ts'
import type { Upgrade } from '../../history/upgrade.ts'
import type { RunOptions } from '../../record/options.ts'
import type { Releases } from '../../releases/release.ts'
import { runUpgrade, writeUpgrade } from '../../run/compare.ts'
import type { Environment } from '../../server/sides.ts'
import { interruption } from '../interruption.ts'
import { progress } from '../progress.ts'
import { releasesFor, type ReleaseFlags } from '../releases-option.ts'
import { printUpgrade } from '../upgrade-verdict.ts'

export const compareCommand = async (
  sides: string[],
  options: RunOptions,
  flags: ReleaseFlags,
  env: Environment,
  command: string,
): Promise<number> => (await compareSides(sides, options, { flags, env, command })).exitCode

export interface Comparing {
  flags: ReleaseFlags
  env: Environment
  command: string
  /** Where releases come from; as the flags say where absent. */
  releases?: Releases | undefined
}

/** Compares, writes the reports and prints the verdict. */
export async function compareSides(
  sides: string[],
  options: RunOptions,
  { flags, env, command, releases: given }: Comparing,
): Promise<Upgrade> {
  const { signal, release } = interruption()
  const shown = progress()
  try {
    const releases = given ?? releasesFor(flags, env, shown, signal)
    return await inLockedFolder(options.out, '--out', async () => {
      const material = await runUpgrade({ sides, options, env, releases, command, signal, listener: shown })
      shown.done()
      writeUpgrade(material, options.out)
      printUpgrade(material.upgrade, options.out)
      return material.upgrade
    })
  } finally {
    shown.done()
    release()
  }
}
