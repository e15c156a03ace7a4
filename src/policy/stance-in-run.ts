import { fieldKindOf } from '../deviations/fields.ts'
import type { Signs } from '../deviations/signs.ts'
import { leftOpen, symptoms } from '../deviations/symptoms.ts'
import { perProfile, perRule } from './per-profile.ts'
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
  /** It fails, and for null alone. */
  isNull?: boolean
  /** It fails, in few of the answers that it is about. */
  isRare?: boolean
  /** What it needs is refused, so that it does not hold. */
  isRefused?: boolean
}

interface Count {
  judged: number
  failing: number
}

/** How much shows of a deviation: of all rules that fail with it, and of those that it is about. */
interface Shows extends Count {
  result: Layered
  own: Count
}

/** A deviation of which less shows is not the cause. */
const LEAST = 0.3

const showsIn = ({ judged, failing }: Count): boolean => failing > 0 && failing >= judged * LEAST

/** The rules that a deviation is about tell most: where they hold, what else fails has another cause. */
const isCandidate = (one: Shows): boolean => showsIn(one) && (one.own.judged === 0 || showsIn(one.own))
const isRuledOut = ({ own, ...all }: Shows): boolean =>
  (own.judged > 0 && own.failing === 0) || (all.judged > 0 && !showsIn(all))

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
  const reads = perRule(readsRulesOf(profile, all))
  const signs = perRule(ofWhatIsFound(signsIn(profile, all), rules))
  const showsOf = showing(
    rules.filter(({ id }) => reads(id)),
    resultsOf(profile, all),
    signs,
  )
  const run = new Map(rules.map((one) => [one.id, one]))
  const those = (names: readonly string[]): Shows[] => names.flatMap(showsOf)
  // A deviation shows where it explains best a rule that it is about. What else fails with it is then a symptom.
  const present = new Set(
    rules.flatMap(({ id, holds }) =>
      holds === false && reads(id) ? best(those(signs(id).about).filter(isCandidate)) : [],
    ),
  )
  const causesAmong = (names: readonly string[]): Shows[] => best(those(names).filter((one) => present.has(one)))
  const measured = (id: string): Layered | undefined => {
    const { about, all: every, against } = signs(id)
    const { holds, isRefused = false, isRare = false } = run.get(id) ?? {}
    const left = worst(those(about).filter((one) => !isRuledOut(one)))
    if (holds !== false) return left
    const found = worst(causesAmong(isRefused ? [...every, ...against] : every)) ?? left
    if (found) return found
    const likest = worst(best(those(about)))
    return isRare ? atTimes(likest) : likest
  }
  // What a deviation that shows leaves open adds nothing to what it does to the client.
  const isExplained = (id: string): boolean => run.get(id)?.holds === null && causesAmong(signs(id).against).length > 0
  return (id) => (isExplained(id) ? undefined : nearer(written(id), measured(id)))
}

/**
 * The rules by which a client is judged: those that it needs, and those that tell one deviation with which these fail from
 * another. Its verdict goes by these alone, whatever else a run asks, so that a client has one verdict.
 */
export const judgesFor = perProfile((profile, all): ((id: string) => boolean) => {
  const needed = neededBy([profile], all)
  const reads = readsRulesOf(profile, all)
  const signs = signsIn(profile, all)
  const [fails, opens] = [symptoms(), leftOpen()]
  const results = resultsOf(profile, all)
  const touches = perRule((name) => [fails, opens].some((rules) => rules.get(name)?.some(needed)))
  const tells = (id: string): boolean => signs(id).all.some((name) => results.has(name) && touches(name))
  return perRule((id) => needed(id) || (reads(id) && tells(id)))
})

/** A field that is null is no field of another type, though one rule fails for both. */
function ofWhatIsFound(signs: (id: string) => Signs, rules: readonly Judged[]): (id: string) => Signs {
  const found = new Map(rules.flatMap(({ id, holds, isNull }) => (holds === false ? [[id, isNull === true]] : [])))
  return (id) => {
    const isNull = found.get(id)
    if (isNull === undefined) return signs(id)
    const could = (name: string): boolean => fieldKindOf(name) !== (isNull ? 'type' : 'null')
    const { about, all, against } = signs(id)
    return { about: about.filter(could), all: all.filter(could), against }
  }
}

/** A client that breaks where all answers are like that is limited where few are. */
const atTimes = (stance: Layered | undefined): Layered | undefined =>
  stance?.kind === 'requires' ? { kind: 'degrades', layer: stance.layer, text: stance.text } : stance

/** The worst that these did to the client. */
const worst = (some: readonly Shows[]): Layered | undefined => worstOf(some.map(({ result }) => result))

/** Gives for a deviation how much of it shows; nothing for one that the client was not shown. */
function showing(
  rules: readonly Judged[],
  results: Results,
  signs: (id: string) => Signs,
): (name: string) => readonly Shows[] {
  const shows = new Map<string, Shows>()
  const showsOf = (name: string): readonly Shows[] => {
    const result = results.get(name)
    const one = result && (shows.get(name) ?? { result, ...NONE, own: { ...NONE } })
    if (one) shows.set(name, one)
    return one ? [one] : []
  }
  for (const { id, holds } of rules) {
    if (holds === null) continue
    const { about, all, against } = signs(id)
    for (const one of holds ? against.flatMap(showsOf) : []) one.judged += 1
    for (const name of all) {
      const [one] = showsOf(name)
      if (!one) continue
      for (const count of about.includes(name) ? [one, one.own] : [one]) {
        count.judged += 1
        count.failing += holds === false ? 1 : 0
      }
    }
  }
  return showsOf
}

const NONE: Count = { judged: 0, failing: 0 }

/** Those of which most shows. */
function best(candidates: readonly Shows[]): Shows[] {
  const part = ({ judged, failing }: Count): number => failing / judged
  const [most] = candidates.toSorted((a, b) => part(b) - part(a) || b.failing - a.failing)
  return candidates.filter((one) => most && part(one) === part(most) && one.failing === most.failing)
}
