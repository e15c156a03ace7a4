import type { RuleResult } from '../judge/rule-result.ts'
import { judgeProfile, type ProfileVerdict } from '../policy/profile-verdict.ts'
import type { Profile } from '../policy/profile.ts'

/**
 * What an upgrade means for one client. `breaks`: something that it needs held and no longer does; `limited`: only something
 * beside its main flows; `not-judged`: not all that it needs could be judged; `broken`: it breaks before and after.
 */
export type ClientFate = 'breaks' | 'limited' | 'not-judged' | 'broken' | 'better' | 'same'

export interface ClientChange {
  id: string
  name: string
  /** Day on which it was measured; absent where its profile was not. */
  measured?: string
  before: ProfileVerdict['verdict']
  after: ProfileVerdict['verdict']
  change: ClientFate
  /** Rules that it needs, or that limit it, and that regress. */
  regressions: string[]
  /** Changed shapes that break it, as `scope path`. */
  shapes: string[]
  /** Rules that it needs and that could not be judged. */
  open: string[]
}

/** How a client fares at both ends, from rules that are steady. */
export interface Fares {
  before: ProfileVerdict
  after: ProfileVerdict
}

export function faresOf(
  profile: Profile,
  all: readonly Profile[],
  before: readonly RuleResult[],
  after: readonly RuleResult[],
): Fares {
  return { before: judgeProfile(profile, all, before), after: judgeProfile(profile, all, after) }
}

/** Rules that the client needs, that were judged to hold before, and that do not hold now. */
export const newlyBroken = ({ before, after }: Fares): string[] =>
  after.breaks.filter((id) => !before.breaks.includes(id) && !before.open.includes(id))

/** Rules that the client needs of which nobody knows whether the upgrade broke them. */
export const unknownOf = ({ before, after }: Fares): string[] => [
  ...after.open.filter((id) => !before.breaks.includes(id)),
  ...after.breaks.filter((id) => before.open.includes(id)),
]

const limitsOf = ({ limits }: ProfileVerdict): string[] => limits.flatMap(({ rules }) => rules)

export function clientChange(fares: Fares, shapes: readonly string[]): ClientChange {
  const { before, after } = fares
  const broken = newlyBroken(fares)
  const untold = before.openLimits.flatMap(({ rules }) => rules)
  const limited = limitsOf(after).filter((id) => !limitsOf(before).includes(id) && !untold.includes(id))
  const open = unknownOf(fares)
  return {
    id: after.id,
    name: after.name,
    ...(after.measured === undefined ? {} : { measured: after.measured }),
    before: before.verdict,
    after: after.verdict,
    change: fate(fares, { broken: broken.length + shapes.length, limited: limited.length, open: open.length }),
    regressions: [...broken, ...limited],
    shapes: [...shapes],
    open,
  }
}

function fate(
  { before, after }: Fares,
  { broken, limited, open }: { broken: number; limited: number; open: number },
): ClientFate {
  if (broken > 0) return 'breaks'
  // What broke it before still breaks it: nothing that is open can change that.
  if (after.breaks.some((id) => before.breaks.includes(id))) return 'broken'
  if (open > 0) return 'not-judged'
  if (limited > 0) return 'limited'
  const mended = before.breaks.length > 0 || limitsOf(before).some((id) => !limitsOf(after).includes(id))
  return mended ? 'better' : 'same'
}
