import type { RunOptions } from '../../run/options.ts'
import { run } from '../../run/run.ts'
import type { Environment } from '../../run/sides.ts'
import { interruption } from '../interruption.ts'
import { progress } from '../progress.ts'
import { publish } from '../publish.ts'
import { printVerdict } from '../verdict.ts'

export async function runCommand(options: RunOptions, env: Environment, command: string): Promise<number> {
  const { signal, keepToOurselves, release } = interruption()
  const shown = progress()
  const judging = (): void => {
    shown.done()
    keepToOurselves()
  }
  try {
    const record = await run({ options, env, command, signal, listener: { ...shown, judging } })
    await publish(record, options, env)
    printVerdict(record, options)
    return record.summary.exitCode
  } finally {
    shown.done()
    release()
  }
}
