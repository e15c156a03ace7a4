import { inLockedFolder } from '../../disk/lock.ts'
import { exitCodeFor, type Regressions } from '../../history/upgrade.ts'
import type { RunOptions } from '../../record/options.ts'
import { runUpgrade, writeUpgrade } from '../../run/compare.ts'
import type { Environment } from '../../server/sides.ts'
import { interruption } from '../interruption.ts'
import { progress } from '../progress.ts'
import { printUpgrade } from '../verdict.ts'

export async function compareCommand(
  sides: string[],
  options: RunOptions,
  failOn: Regressions,
  env: Environment,
  command: string,
): Promise<number> {
  const { signal, release } = interruption()
  const shown = progress()
  try {
    return await inLockedFolder(options.out, '--out', async () => {
      const upgrade = await runUpgrade({ sides, options, env, command, signal, listener: shown })
      shown.done()
      writeUpgrade(upgrade, options.out)
      printUpgrade(upgrade, options.out)
      return exitCodeFor(upgrade, failOn)
    })
  } finally {
    shown.done()
    release()
  }
}
