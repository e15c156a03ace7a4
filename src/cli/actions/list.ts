import { loadSuites } from '../../plan/load-suites.ts'
import { ruleMatcher } from '../../plan/plan.ts'
import { rulesOf } from '../../plan/rules.ts'
import { assertRulesExist } from '../../run/run.ts'
import { outColours } from '../colours.ts'

export async function listCommand(only: string[]): Promise<number> {
  const suites = await loadSuites()
  assertRulesExist(suites, only)
  const wanted = only.length === 0 ? () => true : ruleMatcher(only)
  for (const { id, rule } of suites.flatMap(rulesOf).filter(({ id: one }) => wanted(one))) {
    console.log(`${id}  ${outColours.dim(rule.level)}  ${rule.sentence}`)
  }
  return 0
}
