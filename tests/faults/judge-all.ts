import { collect, type Collected, type Side } from '../../src/collect/collect.ts'
import type { Verdict } from '../../src/judge/judge.ts'
import { rulesOf, type RuleEntry } from '../../src/judge/rules.ts'
import { makePlan, type Plan } from '../../src/plan/plan.ts'
import type { ChosenModels } from '../../src/suite/models.ts'
import type { Suite } from '../../src/suite/suite.ts'
import type { Transport } from '../../src/wire/exchange.ts'
import type { Observation } from '../../src/wire/observe.ts'
import { standInModels } from '../../stand-in/models.ts'

/** What one server answered to everything that the suites send. */
export interface AnsweredPlan {
  plan: Plan
  collected: Collected
}

/** Asks what the suites send, or what those send that have a rule among the wanted. */
export async function askAll(
  suites: readonly Suite[],
  transport: Transport,
  wanted: (id: string) => boolean = () => true,
  models: ChosenModels = standInModels,
): Promise<AnsweredPlan> {
  const side: Side = { name: 'target', transport, models, apiPath: '/v1', native: true }
  const plan = makePlan(
    suites.filter((suite) => rulesOf(suite).some(({ id }) => wanted(id))),
    side.models,
    { only: [], skip: [] },
  )
  const collected = await collect(
    side,
    plan.suites.map(({ suite }) => suite),
    { concurrency: 8, maxTokens: Infinity },
  )
  return { plan, collected }
}

/** The same answers, some of them changed. */
export function withAnswers(
  { plan, collected }: AnsweredPlan,
  change: (observation: Observation) => Observation,
): AnsweredPlan {
  const changed = new Map(collected.observations.map((one) => [one.exchange.key, change(one)]))
  const now = (one: Observation): Observation => changed.get(one.exchange.key) ?? change(one)
  const records = new Map(
    [...collected.records].map(([id, record]) => [
      id,
      Object.fromEntries(
        Object.entries(record).map(([step, sent]) => [
          step,
          sent.sent ? { ...sent, observations: sent.observations.map(now) } : sent,
        ]),
      ),
    ]),
  )
  return { plan, collected: { ...collected, records, observations: collected.observations.map(now) } }
}

/** Verdicts by rule id; of all rules, or of some. */
export const judged = (
  { plan, collected }: AnsweredPlan,
  wanted: (entry: RuleEntry) => boolean = () => true,
): Map<string, Verdict> =>
  new Map(
    plan.suites.flatMap(({ suite, rules }) =>
      rules
        .filter(wanted)
        .map(
          (entry) => [entry.id, entry.judge(collected.records.get(suite.id) ?? {}, collected.observations)] as const,
        ),
    ),
  )

/** A rule about one field that was generated from a schema. */
export const isRow = ({ id, suite }: RuleEntry): boolean => suite.contract?.rows.has(id.split('/')[2] ?? '') ?? false

/** The rules of that outcome. */
export const rulesWith = (outcome: Verdict['outcome'], verdicts: Map<string, Verdict>): string[] =>
  [...verdicts].filter(([, verdict]) => verdict.outcome === outcome).map(([id]) => id)

/** The rules without a verdict, whatever kept them from one. */
export const openRules = (verdicts: Map<string, Verdict>): string[] =>
  [...verdicts].filter(([, { outcome }]) => outcome !== 'pass' && outcome !== 'fail').map(([id]) => id)
