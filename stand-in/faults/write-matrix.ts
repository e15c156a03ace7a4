import { loadSuites } from '../../src/plan/load-suites.ts'
import { keepMeasured } from './caught.ts'
import { against, matrix } from './matrix.ts'

/** Tries every fault on every rule, which takes minutes, and keeps which fail in `matrix.json`. */
export async function writeMatrix(): Promise<void> {
  const suites = await loadSuites()
  const fails = new Map<string, string[]>()
  for await (const [name, rules] of matrix(suites, await against(suites, {}), new Map())) {
    fails.set(name, rules)
    if (fails.size % 100 === 0) console.error(`${fails.size} faults`)
  }
  keepMeasured(fails)
}
