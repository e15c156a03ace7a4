import { parentPath, valuesAt } from '../../contract/paths.ts'
import type { Deviation } from '../../deviations/deviation.ts'
import { fieldDeviationsOf } from '../../deviations/fields.ts'
import type { RuleEntry } from '../../judge/rules.ts'
import type { Level } from '../../suite/suite.ts'
import type { Observation } from '../../wire/observe.ts'

/** A run for each takes its time, and the fields that clients need come first. */
const MOST = 80

const LEVELS: Level[] = ['must', 'should', 'may']

/** Each field of the contract that these answers have, missing, null and of another type, where the contract rules that out. */
export function fieldDeviations(answers: readonly Observation[], rules: readonly RuleEntry[]): Deviation[] {
  const byId = new Map(rules.map((entry) => [entry.id, entry]))
  const schemas = new Set(rules.flatMap(({ suite: { contract } }) => contract?.schema ?? []))
  const found = [...schemas].flatMap(fieldDeviationsOf).flatMap((deviation) => {
    const entry = byId.get(deviation.rules[0] ?? '')
    const contract = entry?.suite.contract
    const row = entry && contract?.rows.get(entry.id.slice(entry.suite.id.length + 1))
    return row && contract && has(answers.flatMap(contract.values), row.path) ? [{ level: entry.level, deviation }] : []
  })
  // Another type is rarer than none.
  const rank = ({ level, deviation }: (typeof found)[number]): number =>
    LEVELS.indexOf(level) * 2 + (deviation.name.startsWith('type:') ? 1 : 0)
  return found
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MOST)
    .map(({ deviation }) => deviation)
}

const has = (values: readonly unknown[], path: string): boolean => {
  const key = path.slice(parentPath(path).length + 1)
  return valuesAt(values, `$[]${parentPath(path).slice(1)}`).some(
    (parent) => typeof parent === 'object' && parent !== null && key in parent,
  )
}
