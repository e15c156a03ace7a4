import { shippedProfiles } from './profile-file.ts'
import { measurementOf, stanceOf, type Stance } from './profile.ts'

const known = new Map<string, ReadonlySet<Stance['kind']>>()
let stances: ReturnType<typeof stanceOf>[] | undefined

/** What measured profiles that ship with the project say of a rule. They do not change, so each rule is looked up once. */
function saidOf(rule: string): ReadonlySet<Stance['kind']> {
  const shipped = shippedProfiles()
  stances ??= shipped.filter((profile) => measurementOf(profile, shipped)).map((profile) => stanceOf(profile, shipped))
  const said = known.get(rule) ?? new Set(stances.flatMap((stance) => stance(rule)?.kind ?? []))
  known.set(rule, said)
  return said
}

/** Whether a known client breaks without the rule. */
export const isRequiredByClients = (rule: string): boolean => saidOf(rule).has('requires')

/** Whether a known client breaks or is limited without the rule: that makes it a `must`. */
export const isNeededByClients = (rule: string): boolean => isRequiredByClients(rule) || saidOf(rule).has('degrades')
