import { collect, type Side } from '../../src/collect/collect.ts'
import type { Hooks } from '../../src/deviations/hooks.ts'
import { ruleResult, type RuleResult } from '../../src/judge/rule-result.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { makePlan, type Plan } from '../../src/plan/plan.ts'
import { selectFor } from '../../src/plan/select.ts'
import { shippedProfiles } from '../../src/policy/profile-file.ts'
import { judgeProfile, type ProfileVerdict } from '../../src/policy/profile-verdict.ts'
import type { Profile } from '../../src/policy/profile.ts'
import { inProcessTransport } from '../../stand-in/in-process-transport.ts'
import { standInModels } from '../../stand-in/models.ts'
import { handle } from '../../stand-in/stand-in.ts'

/** What `run --profile` sends for an app. */
export async function planFor(profile: Profile): Promise<Plan> {
  const suites = await loadSuites({ profiles: [profile] })
  return makePlan(suites, standInModels, selectFor([profile], shippedProfiles, suites, { only: [], skip: [] }))
}

/** The outcomes of that plan on a stand-in with these hooks: as a run gives them, without sockets and waits. */
export async function outcomes(plan: Plan, hooks: Hooks): Promise<RuleResult[]> {
  const transport = inProcessTransport((request) => handle(request, { hooks }))
  const side: Side = { name: 'target', transport, models: standInModels, apiPath: '/v1', native: true }
  const collected = await collect(
    side,
    plan.suites.map(({ suite }) => suite),
    { concurrency: 1, maxTokens: Infinity },
  )
  return plan.suites.flatMap(({ suite, rules }) =>
    rules.map((entry) => ruleResult(entry, entry.judge(collected.records.get(suite.id) ?? {}, collected.observations))),
  )
}

/** What the gate of an app says of such a stand-in. */
export const verdictOf = (profile: Profile, rules: readonly RuleResult[]): ProfileVerdict =>
  judgeProfile(profile, shippedProfiles(), rules)

/** What `run --profile` says of an app on such a stand-in. */
export const gate = async (profile: Profile, hooks: Hooks = {}): Promise<ProfileVerdict> =>
  verdictOf(profile, await outcomes(await planFor(profile), hooks))
