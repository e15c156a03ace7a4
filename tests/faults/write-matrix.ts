import { deviations } from '../../src/deviations/catalogue.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { keepMeasured } from './caught.ts'
import { against, matrix } from './matrix.ts'
import { touchedBy } from './touches.ts'

/** Tries every fault on every rule, which takes minutes, and keeps which fail and what traffic is touched. */
export async function writeMatrix(): Promise<void> {
  const suites = await loadSuites()
  const clean = await against(suites, {})
  const exchanges = clean.collected.observations.map(({ exchange }) => exchange)
  const touches = new Map(deviations.map((one) => [one.name, touchedBy(one, exchanges)]))
  const fails = new Map<string, string[]>()
  const opens = new Map<string, string[]>()
  for await (const [name, rules] of matrix(suites, clean, new Map(), opens)) {
    fails.set(name, rules)
    if (fails.size % 100 === 0) console.error(`${fails.size} faults`)
  }
  keepMeasured(fails, touches, opens)
}
