import type { FindingKind, Outcome } from '../finding.ts'
import type { KnownProblem } from '../judge/known.ts'
import type { ReasonCode } from '../judge/reason.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { ProfileVerdict } from '../policy/profile-verdict.ts'
import type { Level } from '../suite/suite.ts'
import { capturedRules } from './capture-summary.ts'
import { clientClause } from './client-clause.ts'
import type { Gate } from './gate.ts'
import type { Counts, Summary } from './record.ts'

const OUTCOMES: Outcome[] = ['pass', 'fail', 'unsupported', 'inconclusive', 'error', 'skip']
const LEVELS: Level[] = ['must', 'should', 'may']

/** What the verdict is drawn from besides the rules. */
interface Circumstances {
  interrupted: boolean
  problems?: readonly KnownProblem[]
  /** How each known client fares. */
  clients?: readonly ProfileVerdict[]
  /** How many captured calls were judged; undefined where requests were sent. */
  calls?: number | undefined
}

/** The verdict, and the exit code that goes with it. */
export function summarize(rules: readonly RuleResult[], gate: Gate, circumstances: Circumstances): Summary {
  const standing = standingOf(rules, gate, circumstances)
  return {
    rules: rules.length,
    known: standing.known,
    byLevel: countOutcomes(rules, LEVELS, ({ level }) => level),
    byArea: countOutcomes(rules, [...new Set(rules.map(({ area }) => area))].sort(), ({ area }) => area),
    ignored: standing.failing
      .filter(({ findings }) => findings.some(({ kind }) => kind === ('ignored' satisfies FindingKind)))
      .map(({ id }) => id),
    ...concluded(standing),
  }
}

type Conclusion = Pick<Summary, 'verdict' | 'exitCode' | 'sentence'>

interface Standing extends Required<Circumstances> {
  rules: readonly RuleResult[]
  gate: Gate
  /** Number of rules that were judged. */
  judged: number
  failing: RuleResult[]
  /** Number of failing rules that are known deviations. */
  known: number
  /** Rules that the verdict depends on, failing and not known to. */
  against: RuleResult[]
  /** Rules without an answer, by the reason for that. */
  unanswered: Map<ReasonCode, RuleResult[]>
}

function standingOf(
  rules: readonly RuleResult[],
  gate: Gate,
  { interrupted, problems = [], clients = [], calls }: Circumstances,
): Standing {
  const failing = withOutcome(rules, 'fail')
  return {
    rules,
    gate,
    interrupted,
    problems,
    clients,
    calls,
    judged: rules.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail').length,
    failing,
    known: failing.filter((rule) => rule.known !== undefined).length,
    against: rules.filter((rule) => rule.known === undefined && gate.fails(rule)),
    unanswered: Map.groupBy(
      rules.filter(({ code }) => code !== undefined && UNANSWERED.includes(code)),
      ({ code }) => code as ReasonCode,
    ),
  }
}

/** Why a rule has no answer to judge, though one was asked for. */
const UNANSWERED: ReasonCode[] = ['token-limit', 'given-up', 'no-answer', 'not-recorded']

const withOutcome = (rules: readonly RuleResult[], wanted: Outcome): RuleResult[] =>
  rules.filter(({ outcome }) => outcome === wanted)

/** The first question that is answered with a sentence gives the verdict. */
function concluded(standing: Standing): Conclusion {
  const { gate } = standing
  const counts = gate.failOn !== 'never'
  const unjudged = nothingJudged(standing) ?? (counts ? null : whatIsOpen(standing))
  if (unjudged !== null) return { verdict: 'could-not-judge', exitCode: 2, sentence: unjudged }
  const against = whatFails(standing) ?? (counts ? whatIsUntrue(standing) : null)
  if (against !== null) return { verdict: 'does-not-conform', exitCode: counts ? 1 : 0, sentence: against }
  const open = whatIsOpen(standing)
  if (open !== null) return { verdict: 'could-not-judge', exitCode: 2, sentence: open }
  return { verdict: 'conforms', exitCode: 0, sentence: whatHolds(standing) }
}

const nothingJudged = ({ rules, judged }: Standing): string | null =>
  judged === 0 ? `Nothing could be judged: ${firstReason(rules)}.` : null

function whatFails(standing: Standing): string | null {
  const { against, gate, known, interrupted } = standing
  if (against.length === 0) return null
  const told = [
    `${against.length} ${gate.rules(against.length)} ${against.length === 1 ? 'fails' : 'fail'}${inCalls(standing)}`,
    known > 0 ? `, beside ${deviations(known)}` : '',
    interrupted ? ', and the run was interrupted' : '',
  ].join('')
  return [withClients(told, standing), unasked(standing), lacking(standing)].filter(Boolean).join(' ')
}

/** A proper refusal is no failure, but a client that needs what is refused breaks all the same: that goes first. */
function whatHolds(standing: Standing): string {
  const { rules, clients, gate } = standing
  const refused = rules.filter(({ code }) => code === 'refused')
  // By what the server says, the reason that hits most clients first.
  const [worst] = [...Map.groupBy(refused, ({ reason, id }) => reason ?? id)]
    .map(([reason, those]) => ({
      reason,
      hit: clients.filter(({ breaks }) => those.some(({ id }) => breaks.includes(id))),
    }))
    .sort((a, b) => b.hit.length - a.hit.length)
  if (gate.asked.length > 0 || worst === undefined || worst.hit.length === 0)
    return withClients(noneFails(standing), standing)
  const told = `The server refuses what ${worst.hit.length} of them ${worst.hit.length === 1 ? 'needs' : 'need'}: ${worst.reason}`
  return `${clientClause(clients, 'known')}. ${told}${told.endsWith('.') ? '' : '.'} ${noneFails(standing)}.`
}

/** Whether the list of known deviations says what is not so. */
const whatIsUntrue = ({ problems }: Standing): string | null =>
  problems.length > 0
    ? `The list of known deviations is not true any more: ${problems[0]?.message}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}.`
    : null

/** Whether something that the verdict depends on was not judged. */
function whatIsOpen(standing: Standing): string | null {
  const { rules, judged, interrupted, unanswered, gate } = standing
  const told = `${noneFails(standing)}.`
  const lacks = (code: ReasonCode): RuleResult[] => {
    const those = unanswered.get(code) ?? []
    return those.some(gate.decides) ? those : []
  }
  const [unsent, errors] = [lacks('token-limit'), lacks('no-answer')]
  if (unsent.length > 0)
    return `--max-tokens-total was reached before ${unsent.length} rules could be measured: raise it. ${told}`
  if (interrupted) return `Interrupted. ${told}`
  const unsupported = withOutcome(rules, 'unsupported')
  if (unsupported.length > judged)
    return `The server refuses what ${unsupported.length} rules ask with (${unsupported[0]?.reason ?? ''}). ${told} Choose another model if it is the reason.`
  // Errors are the reason why the server was given up.
  const isGivenUp = unanswered.has('given-up') && errors.length + lacks('given-up').length > 0
  if (isGivenUp) return `${unasked(standing)} ${told}`
  if (errors.length > 0) return `${errors.length} rules ended in an error: ${errors[0]?.reason ?? ''}.`
  return lacks('not-recorded').length > 0 ? `${lacking(standing)} ${told}` : openInGate(standing)
}

/** What a client needs and was not judged. Captured traffic never shows all of that, so what it shows goes first. */
const openInGate = (standing: Standing): string | null =>
  standing.gate.open !== null && standing.calls !== undefined
    ? `${noneFails(standing)}. ${standing.gate.open}`
    : standing.gate.open

/** `1182 rules judged, no must rule fails but for 3 known deviations; 12 other rules do; 2 rules have no answer`. */
function noneFails(standing: Standing): string {
  const { failing, known, against, unanswered, gate } = standing
  const other = failing.filter((rule) => rule.known === undefined && !against.includes(rule)).length
  const open = [...unanswered.values()].flat().length
  const none = failing.length === 0 ? 'none fails' : `no ${gate.rules(1)} fails`
  const fails = against.length === 0 ? none : `${against.length} ${gate.rules(against.length)} failed`
  return [
    `${howMany(standing)} judged${inCalls(standing)}, ${fails}${known > 0 ? ` but for ${deviations(known)}` : ''}`,
    ...(other > 0 ? [`${counted(other, 'other rule')} ${other === 1 ? 'does' : 'do'}`] : []),
    ...(open > 0 ? [`${counted(open, 'rule')} ${open === 1 ? 'has' : 'have'} no answer`] : []),
  ].join('; ')
}

/** Captured traffic shows a part of the rules, and a reader must know how small a part. */
function howMany({ judged, rules, calls }: Standing): string {
  return calls === undefined
    ? counted(judged, 'rule')
    : `${judged} of ${counted(capturedRules(rules).selected, 'rule')}`
}

const inCalls = ({ calls }: Standing): string => (calls === undefined ? '' : ` in ${counted(calls, 'captured call')}`)

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
const deviations = (known: number): string => counted(known, 'known deviation')

/** What was told, with how the clients fare that the run is about, or else all that are known. */
function withClients(told: string, { gate: { asked }, clients }: Standing): string {
  if (asked.length > 0) return `${clientClause(asked, 'asked')}: ${told}.`
  return clients.length === 0 ? `${told}.` : `${told}. ${clientClause(clients, 'known')}.`
}

const firstReason = (rules: readonly RuleResult[]): string =>
  (
    rules.find(({ outcome }) => outcome === 'error') ??
    rules.find(({ code }) => code !== undefined && code !== 'not-selected')
  )?.reason ?? 'no rule was selected'

/** What became of a run whose server stopped answering. */
function unasked({ unanswered }: Standing): string {
  const given = unanswered.get('given-up') ?? []
  return given.length === 0
    ? ''
    : `The server stopped answering, so ${counted(given.length, 'rule')} ${given.length === 1 ? 'is' : 'are'} open: ${given[0]?.reason}`
}

function lacking({ unanswered }: Standing): string {
  const { length } = unanswered.get('not-recorded') ?? []
  return length === 0
    ? ''
    : `The recording has no answers for ${counted(length, 'rule')}; record it anew with --record to judge them.`
}

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
