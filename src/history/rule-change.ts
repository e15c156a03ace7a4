import type { Finding, Outcome } from '../finding.ts'
import type { KnownDeviation } from '../judge/known.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { RunRecord } from '../record/record.ts'
import type { Level } from '../suite/suite.ts'

export type Outcomes = ReadonlyMap<string, Outcome>

/** One release among those compared: who was judged, and what came of it. */
export interface Stage {
  name: string
  record: RunRecord
  /** How often was sent what is a rate; absent where that is not known. */
  samples?: number
  /** How rules came out when the same was asked again, one entry for each time; absent where that is impossible. */
  again?: readonly Outcomes[]
  /** The same with another seed and temperature, of rules for which a failure may be chance. */
  varied?: readonly Outcomes[]
}

/**
 * What an upgrade does to a rule. `refused`: it passed, and now the server refuses the request in a proper error.
 * `new-failure`: it fails, and was not judged before. `lost`: it held, and can no longer be judged. `unsteady`: asked again, a
 * side came out otherwise by itself. `unconfirmed`: it may be chance, and a side cannot be asked again.
 */
export type ChangeKind =
  | 'regression'
  | 'refused'
  | 'new-failure'
  | 'lost'
  | 'unconfirmed'
  | 'unsteady'
  | 'fix'
  | 'gained'
  | 'other'

export interface RuleChange {
  id: string
  level: Level
  kind: ChangeKind
  /** Whether it has a say in the verdict. */
  counts: boolean
  /** The known deviation that the failure is listed as. */
  known?: KnownDeviation
  sentence: string
  /** Documentation, or the observation it rests on. */
  source: string
  breaks: string
  /** Outcome at each stage, in order. */
  outcomes: Outcome[]
  /** By stage, the outcomes when asked again; empty where it was not. */
  again: Outcome[][]
  /** Names of the stages whose outcome is not that of the stage before. */
  flips: string[]
  /** Why the rule fails at the first stage, and at the last; empty where it does not. */
  before: Finding[]
  findings: Finding[]
  /** Why the last stage gives no verdict; absent where it does. */
  reason?: string
}

/** Whether a failure may be what the model happened to say. */
export type MayBeChance = (rule: Pick<RuleResult, 'id' | 'findings'>) => boolean

export const JUDGED: readonly Outcome[] = ['pass', 'fail', 'unsupported']
const isHeld = (outcome: Outcome): boolean => outcome === 'pass' || outcome === 'unsupported'

/** What became of one rule; null where all stages agree. `results` are those of the stages, in order. */
export function ruleChange(
  stages: readonly Stage[],
  results: readonly RuleResult[],
  { mayBeChance, hadNone }: { mayBeChance: MayBeChance; hadNone: (rule: RuleResult) => boolean },
): RuleChange | null {
  const outcomes = results.map(({ outcome }) => outcome)
  const [first, last] = [results[0], results.at(-1)]
  if (!first || !last || new Set(outcomes).size === 1) return null
  const { id, level, sentence, source, breaks, reason } = last
  const again = stages.map(({ again: same = [], varied = [] }) =>
    [...same, ...varied].flatMap((one) => one.get(id) ?? []),
  )
  const findings = (rule: RuleResult): Finding[] => (rule.outcome === 'fail' ? rule.findings : [])
  return {
    id,
    level,
    kind: kindOf(first, last, { outcomes, again, isConfirmed: () => isConfirmed(stages, id), mayBeChance, hadNone }),
    counts: false,
    sentence,
    source,
    breaks,
    outcomes,
    again,
    flips: stages.flatMap(({ name }, at) => (at > 0 && outcomes[at] !== outcomes[at - 1] ? [name] : [])),
    before: findings(first),
    findings: findings(last),
    ...(JUDGED.includes(last.outcome) || reason === undefined ? {} : { reason }),
  }
}

interface Askings {
  outcomes: readonly Outcome[]
  again: readonly (readonly Outcome[])[]
  isConfirmed: () => boolean
  mayBeChance: MayBeChance
  /** Whether the server gave no answer of that kind before. */
  hadNone: (rule: RuleResult) => boolean
}

function kindOf(
  first: RuleResult,
  last: RuleResult,
  { outcomes, again, isConfirmed, mayBeChance, hadNone }: Askings,
): ChangeKind {
  if (!isSteady(outcomes, again)) return 'unsteady'
  const kind = changeOf(first, last, hadNone)
  const failing = first.outcome === 'fail' ? first : last
  const isDecided = (kind !== 'regression' && kind !== 'fix') || !mayBeChance(failing)
  return isDecided || isConfirmed() ? kind : 'unconfirmed'
}

/**
 * Whether no asking contradicts the change. The ends decide; what lies between counts where nothing else changed. An asking that
 * leaves a rule open says nothing. One that judges what was open contradicts where it makes both ends the same.
 */
function isSteady(outcomes: readonly Outcome[], again: readonly (readonly Outcome[])[]): boolean {
  const last = outcomes.length - 1
  const isOnlyBetween = outcomes[0] === outcomes[last]
  return again.every((further, at) => {
    if (at > 0 && at < last && !isOnlyBetween) return true
    const own = outcomes[at] ?? 'skip'
    const other = outcomes[at === 0 ? last : 0]
    const judged = further.filter((outcome) => JUDGED.includes(outcome))
    return judged.every((outcome) => (JUDGED.includes(own) ? outcome === own : outcome !== other))
  })
}

/** Other words at both ends came to the same: what contradicts is not steady already. */
function isConfirmed(stages: readonly Stage[], id: string): boolean {
  const ends = [stages[0], stages.at(-1)]
  return ends.every((stage) => stage?.varied?.some((outcomes) => JUDGED.includes(outcomes.get(id) ?? 'skip')) ?? false)
}

function changeOf(first: RuleResult, last: RuleResult, hadNone: Askings['hadNone']): ChangeKind {
  const [from, to] = [first.outcome, last.outcome]
  if (to === 'fail' && isHeld(from)) return 'regression'
  if (to === 'fail') return from === 'fail' || hadNone(first) ? 'other' : 'new-failure'
  if (from === 'fail') return isHeld(to) ? 'fix' : 'other'
  if (from === 'pass' && to === 'unsupported') return last.code === 'refused' ? 'refused' : 'other'
  if (isHeld(from)) return isHeld(to) ? 'other' : 'lost'
  return isHeld(to) ? 'gained' : 'other'
}
