import type { Hooks } from '../../src/deviations/hooks.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { selectFor } from '../../src/plan/select.ts'
import { shippedProfiles } from '../../src/policy/profile-file.ts'
import { judgeProfile, type ProfileVerdict } from '../../src/policy/profile-verdict.ts'
import type { Profile } from '../../src/policy/profile.ts'
import { inProcessTransport } from '../../stand-in/in-process-transport.ts'
import { handle } from '../../stand-in/stand-in.ts'
import { askAll, judged } from '../faults/judge-all.ts'
import { rule } from '../rule-result.ts'

/** What `run --profile` says of an app on the stand-in, with these hooks. */
export async function gate(profile: Profile, hooks: Hooks = {}): Promise<ProfileVerdict> {
  const suites = await loadSuites({ profiles: [profile] })
  const all = shippedProfiles()
  const { only, readAlong = [] } = selectFor([profile], () => all, suites, { only: [], skip: [] })
  const wanted = new Set(only)
  const transport = inProcessTransport((request) => handle(request, { hooks }))
  const asked = suites.filter(({ id }) => readAlong.includes(id) || only.some((one) => one.startsWith(`${id}/`)))
  const answered = await askAll(asked, transport)
  const results = [...judged(answered, ({ id }) => wanted.has(id))].map(([id, { outcome, code }]) =>
    rule(id, outcome, code === undefined ? {} : { code }),
  )
  return judgeProfile(profile, all, results)
}
