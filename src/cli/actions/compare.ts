import { inLockedFolder } from '../../disk/lock.ts'
import type { RunOptions } from '../../record/options.ts'
import { runUpgrade, writeUpgrade } from '../../run/compare.ts'
import type { Environment } from '../../server/sides.ts'
import { interruption } from '../interruption.ts'
import { progress } from '../progress.ts'
import { releasesFor, type ReleaseFlags } from '../releases-option.ts'
import { printUpgrade } from '../upgrade-verdict.ts'

export async function compareCommand(
  sides: string[],
  options: RunOptions,
  flags: ReleaseFlags,
  env: Environment,
  command: string,
): Promise<number> {
  const { signal, release } = interruption()
  const shown = progress()
  try {
    const releases = releasesFor(flags, env, shown, signal)
    return await inLockedFolder(options.out, '--out', async () => {
      const material = await runUpgrade({ sides, options, env, releases, command, signal, listener: shown })
      shown.done()
      writeUpgrade(material, options.out)
      printUpgrade(material.upgrade, options.out)
      return material.upgrade.exitCode
    })
  } finally {
    shown.done()
    release()
  }
}
