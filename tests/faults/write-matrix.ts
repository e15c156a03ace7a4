import { deviations } from '../../src/deviations/catalogue.ts'
import { fieldDeviations } from '../../src/deviations/fields.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import type { Suite } from '../../src/suite/suite.ts'
import { keepMeasured } from './caught.ts'
import { failingAndOpen } from './failing-rules.ts'
import { judged, openRules, type AnsweredPlan } from './judge-all.ts'
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
  await addFields(clean, suites, fails, opens)
  keepMeasured(fails, touches, opens)
}

/** Profiles are measured with single fields that are wrong as well. No rule is proved by them: each has a fault of its own. */
async function addFields(
  clean: AnsweredPlan,
  suites: readonly Suite[],
  fails: Map<string, string[]>,
  opens: Map<string, string[]>,
): Promise<void> {
  const open = new Set(openRules(judged(clean)))
  for (const { name, hooks } of fieldDeviations()) {
    const found = failingAndOpen(await against(suites, hooks))
    if (found.fails.length === 0) continue
    fails.set(name, found.fails)
    opens.set(
      name,
      found.opens.filter((id) => !open.has(id)),
    )
  }
}
