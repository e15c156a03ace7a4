import type { Signs } from '../deviations/signs.ts'
import { symptoms } from '../deviations/symptoms.ts'
import { perProfile } from './per-profile.ts'
import {
  nearer,
  neededBy,
  readsRulesOf,
  resultsOf,
  signsIn,
  worstOf,
  writtenStance,
  type Layered,
  type Profile,
  type Results,
  type Stance,
} from './profile.ts'

/** A rule of a run, and whether it holds; null where it could not be judged. */
export interface Judged {
  id: string
  holds: boolean | null
}

interface Count {
  rules: number
  judged: number
  failing: number
}

/** How much shows of a deviation: of all rules that fail with it, and of those that it is about. */
interface Shows extends Count {
  result: Layered
  own: Count
}

/** A deviation of which less shows is not the cause. */
const LEAST = 0.5
/** Where so many of its rules were judged, and few of them fail, the server does not have a deviation. */
const ENOUGH = 0.25

const showsIn = ({ judged, failing }: Count): boolean => failing > 0 && failing >= judged * LEAST

/** The rules that a deviation is about tell most: where they hold, what else fails has another cause. */
const isCandidate = (one: Shows): boolean => showsIn(one) && (one.own.judged === 0 || showsIn(one.own))
const isRuledOut = ({ own, ...all }: Shows): boolean =>
  (own.judged > 0 && own.failing === 0) || (all.judged > 0 && all.judged >= all.rules * ENOUGH && !showsIn(all))

/**
 * Gives what a profile says of rules of a run. A rule that fails may be the mark of a deviation or just one of its symptoms, and several
 * deviations may share it. So the deviation of which most shows is taken for the cause, and what it did to the client counts.
 * A rule that could not be judged says nothing where other rules rule out the deviations that it is about.
 */
export function stanceInRun(
  profile: Profile,
  all: readonly Profile[],
  rules: readonly Judged[],
): (id: string) => Stance | undefined {
  const written = writtenStance(profile, all)
  const reads = readsRulesOf(profile, all)
  const signs = signsIn(profile, all)
  const shows = showing(
    rules.filter(({ id }) => reads(id)),
    resultsOf(profile, all),
    signs,
  )
  const fails = new Set(rules.flatMap(({ id, holds }) => (holds === false ? id : [])))
  const those = (names: readonly string[]): Shows[] => names.flatMap((name) => shows.get(name) ?? [])
  // A deviation shows where it explains best a rule that it is about. What else fails with it is then a symptom.
  const present = new Set(
    [...fails].flatMap((id) => (reads(id) ? best(those(signs(id).about).filter(isCandidate)) : [])),
  )
  const measured = (id: string): Layered | undefined => {
    const { about, all: every } = signs(id)
    if (!fails.has(id)) return worstOf(those(about).flatMap((one) => (isRuledOut(one) ? [] : one.result)))
    const causes = best(those(every).filter((one) => present.has(one)))
    if (causes.length > 0) return worstOf(causes.map(({ result }) => result))
    const left = those(about).filter((one) => !isRuledOut(one))
    return worstOf(left.map(({ result }) => result)) ?? inPart(worstOf(those(about).map(({ result }) => result)))
  }
  return (id) => nearer(written(id), measured(id))
}

/**
 * The rules by which a client is judged: those that it needs, and those that tell one deviation with which these fail from
 * another. Its verdict goes by these alone, whatever else a run asks, so that a client has one verdict.
 */
export const judgesFor = perProfile((profile, all): ((id: string) => boolean) => {
  const needed = neededBy([profile], all)
  const reads = readsRulesOf(profile, all)
  const signs = [...resultsOf(profile, all).keys()].map((name) => symptoms().get(name) ?? [])
  const tells = new Set(signs.filter((rules) => rules.some(needed)).flat())
  return (id) => needed(id) || (reads(id) && tells.has(id))
})

/** Where a deviation does not show but in one rule, a client that breaks with all of it is limited. */
const inPart = (worst: Layered | undefined): Layered | undefined =>
  worst?.kind === 'requires' ? { ...worst, kind: 'degrades' } : worst

/** By deviation that the client was shown, how much of it shows. */
function showing(rules: readonly Judged[], results: Results, signs: (id: string) => Signs): Map<string, Shows> {
  const shows = new Map<string, Shows>()
  for (const { id, holds } of rules) {
    const { about, all, against } = signs(id)
    const showsOf = (name: string): Shows | undefined => {
      const result = results.get(name)
      const one = result && (shows.get(name) ?? { result, ...NONE, own: { ...NONE } })
      if (one) shows.set(name, one)
      return one
    }
    for (const one of holds === true ? against.map(showsOf) : []) if (one) one.judged += 1
    for (const name of all) {
      const one = showsOf(name)
      if (!one) continue
      for (const count of about.includes(name) ? [one, one.own] : [one]) {
        count.rules += 1
        count.judged += holds === null ? 0 : 1
        count.failing += holds === false ? 1 : 0
      }
    }
  }
  return shows
}

const NONE: Count = { rules: 0, judged: 0, failing: 0 }

/** Those of which most shows. */
function best(candidates: readonly Shows[]): Shows[] {
  const part = ({ judged, failing }: Count): number => failing / judged
  const [most] = candidates.toSorted((a, b) => part(b) - part(a) || b.failing - a.failing)
  return candidates.filter((one) => most && part(one) === part(most) && one.failing === most.failing)
}
