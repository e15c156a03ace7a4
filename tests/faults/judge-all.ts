import type { Suite } from '../../src/define/suite.ts'
import type { Transport } from '../../src/exchange/exchange.ts'
import type { Verdict } from '../../src/judge/judge.ts'
import { makePlan } from '../../src/plan/plan.ts'
import { collect, type Collected, type Side } from '../../src/send/collect.ts'
import { standInModels } from '../stand-in/models.ts'

/** Verdicts by rule id, with the exchanges they rest on. */
export interface Judged { verdicts: Map<string, Verdict>; collected: Collected }

/** A whole run against one server: everything is sent, everything is judged. */
export async function judgeAll(suites: readonly Suite[], transport: Transport): Promise<Judged> {
  const side: Side = { name: 'target', transport, models: standInModels, apiPath: '/v1', native: false }
  const plan = makePlan(suites, side.models, { only: [], skip: [] })
  const collected = await collect(side, plan.suites.map(({ suite }) => suite), { concurrency: 8, maxTokens: Infinity })
  const verdicts = new Map(plan.suites.flatMap(({ suite, rules }) =>
    rules.map((entry) => [entry.id, entry.judge(collected.records.get(suite.id) ?? {}, collected.observations)] as const)))
  return { verdicts, collected }
}

/** The rules of that outcome. */
export const rulesWith = (outcome: Verdict['outcome'], { verdicts }: Pick<Judged, 'verdicts'>): string[] =>
  [...verdicts].filter(([, verdict]) => verdict.outcome === outcome).map(([id]) => id)
