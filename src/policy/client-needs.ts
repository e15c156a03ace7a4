import { perRule } from './per-profile.ts'
import { shippedProfiles } from './profile-file.ts'
import { measurementOf, stanceOf, type Stance } from './profile.ts'

let stances: ReturnType<typeof stanceOf>[] | undefined

/** Whether a measured profile that ships with the project says one of these of a rule. */
function isSaid(rule: string, kinds: readonly Stance['kind'][]): boolean {
  const shipped = shippedProfiles()
  stances ??= shipped.filter((profile) => measurementOf(profile, shipped)).map((profile) => stanceOf(profile, shipped))
  return stances.some((stance) => kinds.includes(stance(rule)?.kind ?? 'survives'))
}

/** Whether a known client breaks without the rule. */
export const isRequiredByClients = perRule((rule) => isSaid(rule, ['requires']))

/** Whether a known client breaks or is limited without the rule: that makes it a `must`. */
export const isNeededByClients = perRule((rule) => isSaid(rule, ['requires', 'degrades']))
