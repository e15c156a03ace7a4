import type { FindingKind, Outcome } from '../finding.ts'
import type { KnownProblem } from '../judge/known.ts'
import type { ReasonCode } from '../judge/reason.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { Level } from '../suite/suite.ts'
import type { Gate } from './gate.ts'
import type { Counts, Summary } from './record.ts'

const OUTCOMES: Outcome[] = ['pass', 'fail', 'unsupported', 'inconclusive', 'error', 'skip']
const LEVELS: Level[] = ['must', 'should', 'may']

/** The verdict, and the exit code that goes with it. */
export function summarize(
  rules: readonly RuleResult[],
  gate: Gate,
  interrupted: boolean,
  problems: readonly KnownProblem[] = [],
): Summary {
  const standing = standingOf(rules, gate, interrupted, problems)
  return {
    rules: rules.length,
    byLevel: countOutcomes(rules, LEVELS, ({ level }) => level),
    byArea: countOutcomes(rules, [...new Set(rules.map(({ area }) => area))].sort(), ({ area }) => area),
    ignored: standing.failing
      .filter(({ findings }) => findings.some(({ kind }) => kind === ('ignored' satisfies FindingKind)))
      .map(({ id }) => id),
    ...concluded(standing),
  }
}

type Conclusion = Pick<Summary, 'verdict' | 'exitCode' | 'sentence'>

/** What the verdict is drawn from. */
interface Standing {
  rules: readonly RuleResult[]
  gate: Gate
  interrupted: boolean
  problems: readonly KnownProblem[]
  /** Number of rules that were judged. */
  judged: number
  failing: RuleResult[]
  /** Number of failing rules that are known deviations. */
  known: number
  /** What counts against the target. */
  gating: RuleResult[]
  /** Open, because the recording has no answer. */
  unrecorded: RuleResult[]
  /** Open, because the server stopped answering. */
  silence: RuleResult[]
}

function standingOf(
  rules: readonly RuleResult[],
  gate: Gate,
  interrupted: boolean,
  problems: readonly KnownProblem[],
): Standing {
  const failing = withOutcome(rules, 'fail')
  return {
    rules,
    gate,
    interrupted,
    problems,
    judged: rules.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail').length,
    failing,
    known: failing.filter((rule) => rule.known !== undefined).length,
    gating: rules.filter((rule) => rule.known === undefined && gate.counts(rule)),
    unrecorded: withCode(rules, 'not-recorded'),
    silence: withCode(rules, 'given-up'),
  }
}

const withOutcome = (rules: readonly RuleResult[], wanted: Outcome): RuleResult[] =>
  rules.filter(({ outcome }) => outcome === wanted)
const withCode = (rules: readonly RuleResult[], wanted: ReasonCode): RuleResult[] =>
  rules.filter(({ code }) => code === wanted)

/** The first question that is answered with a sentence gives the verdict. */
function concluded(standing: Standing): Conclusion {
  const nothing = nothingJudged(standing)
  if (nothing !== null) return { verdict: 'could-not-judge', exitCode: 2, sentence: nothing }
  const against = whatFails(standing) ?? whatIsUntrue(standing)
  if (against !== null) return { verdict: 'does-not-conform', exitCode: 1, sentence: against }
  const open = whyUnsent(standing) ?? whyUnjudged(standing) ?? standing.gate.open
  if (open !== null) return { verdict: 'could-not-judge', exitCode: 2, sentence: open }
  return { verdict: 'conforms', exitCode: 0, sentence: `${noneFails(standing)}${whatDoesNotCount(standing)}.` }
}

const nothingJudged = ({ rules, judged }: Standing): string | null =>
  judged === 0 ? `Nothing could be judged: ${firstReason(rules)}.` : null

function whatFails({ gating, judged, gate, known, interrupted, silence, unrecorded }: Standing): string | null {
  if (gating.length === 0) return null
  const failed = `${gating.length} of ${judged} judged rules fail${gate.counting}${known > 0 ? `, ${known} more are known deviations` : ''}`
  return `${failed}${interrupted ? ', and the run was interrupted' : ''}.${silence.length > 0 ? ` ${unasked(silence)}` : ''}${unrecorded.length > 0 ? ` ${lacking(unrecorded)}` : ''}`
}

/** Whether the list of known deviations says what is not so. */
const whatIsUntrue = ({ problems, gate }: Standing): string | null =>
  problems.length > 0 && gate.failOn !== 'never'
    ? `The list of known deviations is not true any more: ${problems[0]?.message}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}.`
    : null

/** Whether we did not send all that was planned. */
function whyUnsent(standing: Standing): string | null {
  const { rules, judged, interrupted } = standing
  const unsent = withCode(rules, 'token-limit').length
  if (unsent > 0)
    return `--max-tokens-total was reached before ${unsent} rules could be measured: raise it. ${noneFails(standing)}.`
  return interrupted ? `Interrupted after ${judged} rules; none of them fails.` : null
}

/** Whether too much of what was sent brought nothing that can be judged. */
function whyUnjudged(standing: Standing): string | null {
  const { rules, judged, silence, unrecorded } = standing
  const unsupported = withOutcome(rules, 'unsupported')
  if (unsupported.length > judged)
    return `The server refuses what ${unsupported.length} rules ask with (${unsupported[0]?.reason ?? ''}); ${noneFails(standing)}. Choose another model.`
  if (silence.length > 0) return `${unasked(silence)} ${noneFails(standing)}.`
  const errors = withOutcome(rules, 'error')
  if (errors.length > 0) return `${errors.length} rules ended in an error: ${errors[0]?.reason ?? ''}.`
  return unrecorded.length > 0 ? `${lacking(unrecorded)} ${noneFails(standing)}.` : null
}

const noneFails = ({ judged }: Pick<Standing, 'judged'>): string => `${judged} rules judged, none fails`

/** Goes on from "none fails". */
function whatDoesNotCount({ failing, known, gate }: Standing): string {
  if (failing.length === 0) return ''
  const lesser = failing.length - known
  return ` that counts (${[known > 0 ? `${known} known deviations` : '', lesser > 0 ? `${lesser} ${gate.lesser}` : ''].filter(Boolean).join(', ')})`
}

const firstReason = (rules: readonly RuleResult[]): string =>
  (
    rules.find(({ outcome }) => outcome === 'error') ??
    rules.find(({ code }) => code !== undefined && code !== 'not-selected')
  )?.reason ?? 'no rule was selected'

/** What became of a run whose server stopped answering. */
const unasked = (given: readonly RuleResult[]): string =>
  `The server stopped answering, so ${given.length} rules are open: ${given[0]?.reason}`

const lacking = (unrecorded: readonly RuleResult[]): string =>
  `The recording has no answers for ${unrecorded.length} rules; record it anew with --record to judge them.`

/** How many rules of each key ended how. */
export function countOutcomes<K extends string>(
  rules: readonly RuleResult[],
  keys: readonly K[],
  keyOf: (rule: RuleResult) => string,
): Record<K, Counts> {
  const count = (of: readonly RuleResult[]): Counts =>
    Object.fromEntries(
      OUTCOMES.map((outcome) => [outcome, of.filter((rule) => rule.outcome === outcome).length]),
    ) as Counts
  return Object.fromEntries(keys.map((key) => [key, count(rules.filter((rule) => keyOf(rule) === key))])) as Record<
    K,
    Counts
  >
}
