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
  const failing = rules.filter(({ outcome }) => outcome === 'fail')
  const gating = rules.filter((rule) => rule.known === undefined && gate.counts(rule))
  const judged = rules.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail').length
  const errors = rules.filter(({ outcome }) => outcome === 'error')
  const withCode = (wanted: ReasonCode): RuleResult[] => rules.filter(({ code }) => code === wanted)
  const [unrecorded, silence, unsent] = [withCode('not-recorded'), withCode('given-up'), withCode('token-limit')]
  const ignored = failing
    .filter(({ findings }) => findings.some(({ kind }) => kind === ('ignored' satisfies FindingKind)))
    .map(({ id }) => id)
  const base = {
    rules: rules.length,
    byLevel: countOutcomes(rules, LEVELS, ({ level }) => level),
    byArea: countOutcomes(rules, [...new Set(rules.map(({ area }) => area))].sort(), ({ area }) => area),
    ignored,
  }
  const known = failing.filter((rule) => rule.known !== undefined).length
  const failed = `${gating.length} of ${judged} judged rules fail${gate.counting}${known > 0 ? `, ${known} more are known deviations` : ''}`
  if (judged === 0)
    return {
      ...base,
      verdict: 'could-not-judge',
      exitCode: 2,
      sentence: `Nothing could be judged: ${firstReason(rules)}.`,
    }
  if (gating.length > 0)
    return {
      ...base,
      verdict: 'does-not-conform',
      exitCode: 1,
      sentence: `${failed}${interrupted ? ', and the run was interrupted' : ''}.${silence.length > 0 ? ` ${unasked(silence)}` : ''}${unrecorded.length > 0 ? ` ${lacking(unrecorded)}` : ''}`,
    }
  if (problems.length > 0 && gate.failOn !== 'never')
    return {
      ...base,
      verdict: 'does-not-conform',
      exitCode: 1,
      sentence: `The list of known deviations is not true any more: ${problems[0]?.message}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}.`,
    }
  if (unsent.length > 0)
    return {
      ...base,
      verdict: 'could-not-judge',
      exitCode: 2,
      sentence: `--max-tokens-total was reached before ${unsent.length} rules could be measured: raise it. ${judged} rules judged, none fails.`,
    }
  if (interrupted)
    return {
      ...base,
      verdict: 'could-not-judge',
      exitCode: 2,
      sentence: `Interrupted after ${judged} rules; none of them fails.`,
    }
  const unsupported = rules.filter(({ outcome }) => outcome === 'unsupported')
  if (unsupported.length > judged)
    return {
      ...base,
      verdict: 'could-not-judge',
      exitCode: 2,
      sentence: `The server refuses what ${unsupported.length} rules ask with (${unsupported[0]?.reason ?? ''}); ${judged} rules judged, none fails. Choose another model.`,
    }
  if (silence.length > 0)
    return {
      ...base,
      verdict: 'could-not-judge',
      exitCode: 2,
      sentence: `${unasked(silence)} ${judged} rules judged, none fails.`,
    }
  if (errors.length > 0)
    return {
      ...base,
      verdict: 'could-not-judge',
      exitCode: 2,
      sentence: `${errors.length} rules ended in an error: ${errors[0]?.reason ?? ''}.`,
    }
  if (unrecorded.length > 0)
    return {
      ...base,
      verdict: 'could-not-judge',
      exitCode: 2,
      sentence: `${lacking(unrecorded)} ${judged} rules judged, none fails.`,
    }
  if (gate.open !== null) return { ...base, verdict: 'could-not-judge', exitCode: 2, sentence: gate.open }
  return {
    ...base,
    verdict: 'conforms',
    exitCode: 0,
    sentence: `${judged} rules judged, none fails${failing.length > 0 ? ` that counts (${[known > 0 ? `${known} known deviations` : '', failing.length > known ? `${failing.length - known} ${gate.lesser}` : ''].filter(Boolean).join(', ')})` : ''}.`,
  }
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
