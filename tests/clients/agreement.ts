import type { Hooks } from '../../src/deviations/hooks.ts'
import { ruleResult } from '../../src/judge/rule-result.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { shippedProfiles } from '../../src/policy/profile-file.ts'
import { judgeProfile, type ProfileVerdict } from '../../src/policy/profile-verdict.ts'
import { neededBy, type Profile } from '../../src/policy/profile.ts'
import { askAll, judged } from '../../stand-in/faults/judge-all.ts'
import { inProcessTransport } from '../../stand-in/in-process-transport.ts'
import { handle } from '../../stand-in/stand-in.ts'
import { MAIN_FLOWS, type FlowName } from './client.ts'
import type { Outcome } from './see.ts'

const suites = await loadSuites()
const profiles = shippedProfiles()

/** What the profiles say of a server with these faults: the way a run says it, rules judged and clients judged by them. */
export async function claimed(hooks: Hooks, of: readonly Profile[]): Promise<Map<string, ProfileVerdict>> {
  const needed = neededBy(of, profiles)
  const answered = await askAll(
    suites,
    inProcessTransport((request) => handle(request, { hooks })),
    needed,
  )
  const verdicts = judged(answered, ({ id }) => needed(id))
  const rules = answered.plan.suites
    .flatMap((planned) => planned.rules)
    .flatMap((entry) => {
      const verdict = verdicts.get(entry.id)
      return verdict ? [ruleResult(entry, verdict)] : []
    })
  return new Map(of.map((profile) => [profile.id, judgeProfile(profile, profiles, rules)]))
}

export interface Observed {
  verdict: 'works' | 'works-with-limits' | 'breaks'
  flows: FlowName[]
}

/** What the client shows: a main flow that is not as with a conforming server breaks it, any other is a limit. */
export function observed(outcomes: ReadonlyMap<FlowName, Outcome>, clean: ReadonlyMap<FlowName, Outcome>): Observed {
  const flows = [...clean]
    .filter(([name, outcome]) => JSON.stringify(outcomes.get(name)) !== JSON.stringify(outcome))
    .map(([name]) => name)
  const main: readonly FlowName[] = MAIN_FLOWS
  return {
    verdict: flows.some((name) => main.includes(name)) ? 'breaks' : flows.length > 0 ? 'works-with-limits' : 'works',
    flows,
  }
}
