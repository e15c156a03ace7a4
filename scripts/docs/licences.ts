import { lockedAt, nameAt, type Lockfile } from './lockfile.ts'

/** Which licences may stand in the tree at run time. */
export interface LicenceRules {
  allowed: string[]
  /** Others, each for single packages and those they bring for a platform. */
  accepted: Record<string, { packages: string[]; why: string }>
  /** Licences of packages that name none. */
  read: Record<string, { licence: string; why: string }>
}

/** The licence of a package as it names it. */
export const licencesOf = (place: string, lock: Lockfile, { read }: LicenceRules): string =>
  lockedAt(place, lock)?.license ?? read[nameAt(place)]?.licence ?? 'none named'

/** Packages whose licence nobody has allowed, and allowances that nothing needs. */
export function licenceProblems(tree: readonly string[], lock: Lockfile, rules: LicenceRules): string[] {
  const { allowed, accepted, read } = rules
  const used = new Set<string>()
  const refused = tree.filter((place) => {
    const licence = licencesOf(place, lock, rules)
    if (choices(licence).some((one) => allowed.includes(one))) return false
    used.add(licence)
    return !(accepted[licence]?.packages ?? []).some(
      (name) => nameAt(place) === name || nameAt(place).startsWith(`${name}-`),
    )
  })
  return [
    ...refused.map(
      (place) =>
        `${nameAt(place)} stands under ${licencesOf(place, lock, rules)}, which is not among the allowed licences.`,
    ),
    ...Object.keys(accepted)
      .filter((licence) => !used.has(licence))
      .map((licence) => `${licence} is accepted, and no package needs it.`),
    ...Object.keys(read)
      .filter((name) => !tree.some((place) => nameAt(place) === name && lock.packages[place]?.license === undefined))
      .map((name) => `${name} names its licence by now, or is gone.`),
  ]
}

/** `(MIT OR Apache-2.0)` leaves the choice; anything more involved is taken as it is, and so refused. */
const choices = (licence: string): string[] =>
  /^\([^()]*\)$/.test(licence) ? licence.slice(1, -1).split(' OR ') : [licence]
