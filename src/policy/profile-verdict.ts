import { fieldSuiteOf } from '../deviations/fields.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { NO_OCCASION } from './no-occasion.ts'
import { measurementOf, stanceOf, writtenStance, type Profile, type Stance } from './profile.ts'
import { judgesFor, stanceInRun, type Judged } from './stance-in-run.ts'

/** Rules under one heading: why a client breaks, or what it has to do without. */
export interface Because {
  reason: string
  rules: string[]
}
export interface Limit {
  limit: string
  rules: string[]
}

/** How a client fares with the target. Part of the run record. */
export interface ProfileVerdict {
  id: string
  name: string
  verdict: 'works' | 'works-with-limits' | 'breaks' | 'not-judged'
  /** Day on which the client was measured; absent where its profile was written from sources or guessed from traffic. */
  measured?: string
  /** How many rules the client needs. */
  required: number
  /** Rules it needs that do not hold, and the same by reason. */
  breaks: string[]
  because: Because[]
  limits: Limit[]
  /** Rules it needs that could not be judged: without them it is never said to work. */
  open: string[]
  /** Limits that could not be judged. */
  openLimits: Limit[]
}

type Held = 'held' | 'not-held' | 'open'

/**
 * Pure. A known deviation changes nothing here: the client breaks all the same. A refusal, however proper, is no answer
 * a client can work with, so it counts like a failure, unless it was the model that could not do with the request.
 */
export function judgeProfile(profile: Profile, all: readonly Profile[], rules: readonly RuleResult[]): ProfileVerdict {
  const judges = judgesFor(profile, all)
  const judged = rules.filter(({ id }) => judges(id))
  const states = judged.map((rule) => ({ id: rule.id, held: held(rule) }))
  const needs = stanceOf(profile, all)
  const noOccasion = withoutOccasion(rules, writtenStance(profile, all))
  const stance = stanceInRun(profile, all, judged.map(seen))
  const concerned = states.flatMap(({ id, held: state }) => {
    const said = stance(id)
    return said ? [{ id, said, held: state }] : []
  })
  const those = (kind: Stance['kind'], state: Held): { id: string; said: Stance }[] =>
    concerned.filter(({ said, held: is }) => said.kind === kind && is === state)
  const broken = those('requires', 'not-held')
  const open = those('requires', 'open').filter(({ id }) => !noOccasion.has(id))
  const limits = byText(those('degrades', 'not-held')).map(([limit, ids]) => ({ limit, rules: ids }))
  const measured = measurementOf(profile, all)
  return {
    id: profile.id,
    name: profile.name,
    ...(measured ? { measured: measured.date } : {}),
    verdict:
      broken.length > 0 ? 'breaks' : open.length > 0 ? 'not-judged' : limits.length > 0 ? 'works-with-limits' : 'works',
    required: states.filter(({ id }) => needs(id)?.kind === 'requires').length,
    breaks: broken.map(({ id }) => id),
    because: byText(broken).map(([reason, ids]) => ({ reason, rules: ids })),
    limits,
    open: open.map(({ id }) => id),
    openLimits: byText(those('degrades', 'open')).map(([limit, ids]) => ({ limit, rules: ids })),
  }
}

const seen = (rule: RuleResult): Judged => {
  const is = held(rule)
  return {
    id: rule.id,
    holds: is === 'open' ? null : is === 'held',
    isNull: findsNullAlone(rule),
    isRare: failsRarely(rule),
    isRefused: rule.code === 'refused',
  }
}

/** Rules that are open and leave nothing open. */
function withoutOccasion(rules: readonly RuleResult[], written: (id: string) => Stance | undefined): Set<string> {
  const answered = new Set(rules.flatMap(({ id, outcome }) => (outcome === 'pass' ? (fieldSuiteOf(id) ?? []) : [])))
  // A field that never comes has no wrong type or value. Whether it has to come is for other rules.
  const neverComes = (id: string): boolean => answered.has(fieldSuiteOf(id) ?? '')
  const isUnmet = (id: string): boolean => (id in NO_OCCASION && !written(id)) || neverComes(id)
  return new Set(
    rules.flatMap(({ id, code }) =>
      code === 'no-occasion' || code === 'no-native-api' || (code === 'model' && isUnmet(id)) ? id : [],
    ),
  )
}

/** One or two answers of many: a client meets such a deviation now and then. */
const RARE = { answers: 2, share: 0.05 }
const failsRarely = ({ outcome, findings }: RuleResult): boolean =>
  outcome === 'fail' &&
  findings.length > 0 &&
  findings.every(({ answers }) => answers && answers.with <= RARE.answers && answers.with < answers.of * RARE.share)

/** Whether each value that a rule on types found is null: many clients read null as absent, and no other type. */
const findsNullAlone = ({ outcome, findings }: RuleResult): boolean =>
  outcome === 'fail' && findings.every(({ kind, actual }) => kind === 'wrong-type' && actual === 'null')

function held(rule: RuleResult): Held {
  if (rule.outcome === 'pass') return 'held'
  return rule.outcome === 'fail' || rule.code === 'refused' ? 'not-held' : 'open'
}

const byText = (concerned: readonly { id: string; said: Stance }[]): [string, string[]][] =>
  [...Map.groupBy(concerned, ({ said }) => said.text)].map(([text, group]) => [text, group.map(({ id }) => id)])
