import type { Deviation } from '../../src/deviations/deviation.ts'
import type { Profile } from '../../src/policy/profile.ts'
import type { Ran } from './apps.ts'
import { outcomes, planFor, verdictOf } from './gate.ts'

/** How often a gate was right of servers with one defect each. */
export interface Agreement {
  of: number
  right: number
  /** It let a server pass that breaks the app. */
  missed: string[]
  /** It was red for a server that does not break the app. */
  falseRed: string[]
  /** It could not judge a server that does not break the app. */
  open: string[]
}

/** Holds the gate of a profile against what the app really did. Where the app breaks, any end but green is right. */
export async function agreement(
  profile: Profile,
  defects: readonly Deviation[],
  truth: ReadonlyMap<string, Pick<Ran, 'result'>>,
): Promise<Agreement> {
  const plan = await planFor(profile)
  const found: Agreement = { of: 0, right: 0, missed: [], falseRed: [], open: [] }
  for (const { name, hooks } of defects) {
    const isBroken = truth.get(name)?.result === 'failed'
    const { verdict } = verdictOf(profile, await outcomes(plan, hooks))
    const isRed = verdict === 'breaks'
    found.of += 1
    if (isBroken ? isRed || verdict === 'not-judged' : !isRed && verdict !== 'not-judged') found.right += 1
    else (isBroken ? found.missed : isRed ? found.falseRed : found.open).push(name)
  }
  return found
}

export const share = ({ right, of }: Pick<Agreement, 'right' | 'of'>): number => (of === 0 ? 1 : right / of)
