import { merge, type MergeSetup } from '../../run/merge.ts'
import type { Environment } from '../../server/sides.ts'
import { publish } from '../publish.ts'
import { exitCodeOf, printVerdict } from '../verdict.ts'

export async function mergeCommand(setup: MergeSetup, env: Environment): Promise<number> {
  const material = await merge(setup)
  const { record } = material
  await publish(material, setup, env)
  printVerdict(record, setup, env)
  return exitCodeOf(record)
}
