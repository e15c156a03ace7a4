import type { RuleResult } from '../judge/rule-result.ts'
import type { ProfileVerdict } from '../policy/profile-verdict.ts'
import type { FailOn } from './options.ts'
import type { RunRecord } from './record.ts'

/** What makes a run fail: rules of a level, or what the clients need that it is about. */
export interface Gate {
  failOn: FailOn
  /** Whether what became of the rule counts against the target. */
  counts: (rule: RuleResult) => boolean
  /** Which failures count, to go on from "12 rules fail". */
  counting: string
  /** The failures that do not count. */
  lesser: string
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

/** With these clients asked for, what they need counts; with none, the level. */
export const gateFor = (failOn: FailOn, asked: readonly ProfileVerdict[], rules: readonly RuleResult[]): Gate =>
  asked.length > 0 ? profileGate(failOn, asked, rules) : levelGate(failOn)

/** For runs that are about everything. */
export function levelGate(failOn: FailOn): Gate {
  const levels = { must: ['must'], should: ['must', 'should'], never: [] as string[] }[failOn]
  return {
    failOn,
    open: null,
    counting: failOn === 'must' ? ' at level must' : '',
    lesser: 'below the level that fails a run',
    counts: ({ outcome, level }) => outcome === 'fail' && levels.includes(level),
  }
}

/** For runs that are about certain clients: levels do not matter then. What was left out by name is not held against the run. */
export function profileGate(failOn: FailOn, verdicts: readonly ProfileVerdict[], rules: readonly RuleResult[]): Gate {
  const needed = new Set(failOn === 'never' ? [] : verdicts.flatMap(({ breaks }) => breaks))
  const unselected = new Set(rules.filter(({ code }) => code === 'not-selected').map(({ id }) => id))
  const unjudged = verdicts
    .map(({ name, open }) => ({ name, left: open.filter((id) => !unselected.has(id)) }))
    .filter(({ left }) => left.length > 0)
  return {
    failOn,
    counts: ({ id }) => needed.has(id),
    counting: ` that ${verdicts.map(({ name }) => name).join(', ')} ${verdicts.length > 1 ? 'need' : 'needs'}`,
    lesser: 'that the clients asked for do not need',
    open:
      failOn === 'never' || unjudged.length === 0
        ? null
        : `${unjudged.map(({ name, left }) => `${left.length} rules that ${name} needs could not be judged (${why(rules, left)})`).join('; ')}.`,
  }
}

/** The first of them with its reason. */
function why(rules: readonly RuleResult[], [first = '']: readonly string[]): string {
  return `${first}: ${rules.find(({ id }) => id === first)?.reason ?? 'no reason was told'}`
}
