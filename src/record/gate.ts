import type { ReasonCode } from '../judge/reason.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { ProfileVerdict } from '../policy/profile-verdict.ts'
import type { Level } from '../suite/suite.ts'
import type { FailOn } from './options.ts'
import type { RunRecord } from './record.ts'

/** What the verdict depends on: rules of a level, or what the clients need that the run is about. */
export interface Gate {
  failOn: FailOn
  /** The clients that the run is about; none where it is about everything. */
  asked: readonly ProfileVerdict[]
  /** Whether the verdict depends on the rule. */
  decides: (rule: RuleResult) => boolean
  /** Whether what became of the rule speaks against the target. */
  fails: (rule: RuleResult) => boolean
  /** Whether that makes the run fail. */
  counts: (rule: RuleResult) => boolean
  /** The rules that decide, to go on from their number: `must rules`. */
  rules: (count: number) => string
  /** What must be known and could not be judged, as a sentence; null where nothing is. */
  open: string | null
}

/** What counts against the target of a run. */
export const gateOf = ({ options, profiles, rules }: Pick<RunRecord, 'options' | 'profiles' | 'rules'>): Gate =>
  gateFor(
    options.failOn,
    profiles.filter(({ id }) => options.profiles.some((asked) => asked.id === id)),
    rules,
  )

/**
 * With these clients asked for, what they need counts; with none, the level. A client that was not measured makes no run fail by
 * itself: for it the level counts, too. What it is said to need must have been judged all the same.
 */
export function gateFor(failOn: FailOn, asked: readonly ProfileVerdict[], rules: readonly RuleResult[]): Gate {
  if (asked.length === 0) return levelGate(failOn)
  const measured = asked.filter((client) => client.measured !== undefined)
  const gate = profileGate(failOn, asked, rules)
  return measured.length === asked.length ? gate : either(gate, levelGate(failOn), measured.length > 0)
}

/** What counts for one of two gates. */
const either = (gate: Gate, level: Gate, isMixed: boolean): Gate => ({
  ...gate,
  decides: (rule) => gate.decides(rule) || level.decides(rule),
  fails: (rule) => gate.fails(rule) || level.fails(rule),
  counts: (rule) => gate.counts(rule) || level.counts(rule),
  rules: (count) => (isMixed ? (count === 1 ? 'rule that counts' : 'rules that count') : level.rules(count)),
})

const LEVELS: Record<FailOn, Level[]> = { must: ['must'], should: ['must', 'should'], never: ['must'] }

/** For runs that are about everything. With `never` the verdict is that of `must`, and no failure makes the run fail. */
export function levelGate(failOn: FailOn): Gate {
  const levels = LEVELS[failOn]
  const decides = ({ level }: RuleResult): boolean => levels.includes(level)
  const fails = (rule: RuleResult): boolean => rule.outcome === 'fail' && decides(rule)
  return {
    failOn,
    asked: [],
    open: null,
    decides,
    fails,
    counts: (rule) => failOn !== 'never' && fails(rule),
    rules: (count) => `${levels.join(' or ')} ${count === 1 ? 'rule' : 'rules'}`,
  }
}

/** For runs that are about certain clients: levels do not matter then. What was left out by name is not held against the run. */
function profileGate(failOn: FailOn, asked: readonly ProfileVerdict[], rules: readonly RuleResult[]): Gate {
  const broken = new Set(asked.flatMap(({ breaks, measured }) => (measured === undefined ? [] : breaks)))
  const unselected = new Set(rules.filter(({ code }) => code === 'not-selected').map(({ id }) => id))
  const unjudged = asked
    .map(({ name, open }) => ({ name, left: open.filter((id) => !unselected.has(id)) }))
    .filter(({ left }) => left.length > 0)
  const open = new Set(unjudged.flatMap(({ left }) => left))
  const fails = ({ id }: RuleResult): boolean => broken.has(id)
  return {
    failOn,
    asked,
    decides: ({ id }) => broken.has(id) || open.has(id),
    fails,
    counts: (rule) => failOn !== 'never' && fails(rule),
    rules: (count) => `${count === 1 ? 'rule' : 'rules'} that ${asked.length > 1 ? 'they need' : 'it needs'}`,
    open:
      failOn === 'never' || unjudged.length === 0
        ? null
        : `${unjudged.map(({ name, left }) => `${left.length} ${left.length === 1 ? 'rule' : 'rules'} that ${name} needs could not be judged (${why(rules, left)})`).join('; ')}.`,
  }
}

/** What captured traffic cannot show, in the words that follow the number of rules. */
const NOT_SHOWN: [code: ReasonCode, words: string][] = [
  ['needs-probe', 'need a probe, which captured traffic does not hold'],
  ['not-captured', 'are about what was not captured'],
]

/** What captured traffic lacks, or else the first of them with its reason: one that the server gave, before one that only follows from it. */
function why(rules: readonly RuleResult[], left: readonly string[]): string {
  const those = rules.filter(({ id }) => left.includes(id))
  const lacks = NOT_SHOWN.flatMap(([wanted, words]) => {
    const { length } = those.filter(({ code }) => code === wanted)
    return length === 0 ? [] : [`${length} ${words}`]
  })
  if (lacks.length > 0) return lacks.join(', ')
  const first = those.find(({ outcome }) => outcome === 'error' || outcome === 'unsupported') ?? those[0]
  return `${first?.id ?? left[0]}: ${first?.reason ?? 'no reason was told'}`
}
