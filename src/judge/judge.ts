import type { Finding, Inconclusive, Measured, Outcome } from '../finding.ts'
import { isGroup, isLater, isRepeated, type Step } from '../suite/steps.ts'
import { stepsRead, type ProbeRule, type Rule, type Steps, type Suite, type TrafficRule } from '../suite/suite.ts'
import type { Observation } from '../wire/observe.ts'
import { answered, brokenOff } from './answered.ts'
import { endpointAbsent } from './endpoint-absent.ts'
import { countsAreUnsteady, restsOnPromptCount, UNSTEADY_COUNTS } from './prompt-counts.ts'
import { open, type Open, type ReasonCode } from './reason.ts'
import { sumOf } from './traffic-sum.ts'

/** What is known of one step: its requests with an observation each, or why it was not sent. */
export type StepRecord = { sent: true; requests: Step[]; observations: Observation[] } | ({ sent: false } & Open)

/** All steps of a suite, by name. */
export type SuiteRecord = Record<string, StepRecord>

export interface Verdict {
  outcome: Outcome
  findings: Finding[]
  /** Why there is no pass or fail; absent where there is. */
  code?: ReasonCode
  /** The same in one sentence, or what a pass rests on. */
  reason?: string
  /** Keys of the exchanges the verdict rests on. */
  exchanges: string[]
}

/** Judges one rule from what was answered. Pure: no clock, no I/O, the same record gives the same verdict. */
export function judge(suite: Suite, rule: Rule, record: SuiteRecord, pool: readonly Observation[]): Verdict {
  if (rule.traffic) return judgeTraffic(rule, record, pool)
  const verdict = judgeProbe(suite, rule, record, pool)
  if (!rule.also || verdict.outcome === 'fail') return verdict
  const others = sumOf(rule.also, pool).verdict()
  return others.outcome === 'fail' ? others : verdict
}

/** A rule on a request field that is about no answer, because the server refused the field to its suite, is not left to the model. */
function judgeTraffic({ traffic, parameter }: TrafficRule, record: SuiteRecord, pool: readonly Observation[]): Verdict {
  const sum = sumOf(traffic, pool)
  const isAbsent = sum.count === 0 && parameter !== undefined
  const refusal = isAbsent ? Object.values(record).map(refusedIn).find(Boolean) : undefined
  return refusal ?? sum.verdict()
}

/** What became of a step that the server may refuse, and did. */
function refusedIn(record: StepRecord): Verdict | undefined {
  if (!record.sent) return undefined
  for (const [at, one] of record.observations.entries()) {
    const state = answered(requestAt(record, at), one)
    if (state.state === 'unsupported')
      return { ...open(state.code, state.reason), findings: [], exchanges: [one.exchange.key] }
  }
  return undefined
}

function judgeProbe(suite: Suite, rule: ProbeRule, record: SuiteRecord, pool: readonly Observation[]): Verdict {
  const names = stepsRead(suite, rule)
  const read = names.flatMap((name) => observationsOf(record[name]))
  const exchanges = read.map(({ exchange }) => exchange.key)
  const blocked = names.map((name) => blockedBy(rule, record[name], pool)).find((verdict) => verdict !== null)
  if (blocked) return { ...blocked, findings: [], exchanges }
  const observed = observedSteps(suite, record)
  const verdict = run(suite, rule, observed, pool, exchanges)
  if (verdict.outcome !== 'pass') return verdict
  // What broke off may show that a rule does not hold, but never that it does: what is missing might have been wrong.
  const broken = read.map(brokenOff).find((reason) => reason !== null)
  if (broken) return { ...open('no-answer', broken), findings: [], exchanges: verdict.exchanges }
  const whole = wholeOf(pool)
  return whole.length === pool.length ? verdict : run(suite, rule, observed, whole, exchanges)
}

const wholes = new WeakMap<readonly Observation[], Observation[]>()

/** The answers of a run that came whole, looked for once. */
function wholeOf(pool: readonly Observation[]): Observation[] {
  const known = wholes.get(pool) ?? pool.filter((observation) => brokenOff(observation) === null)
  wholes.set(pool, known)
  return known
}

function run(
  { area }: Suite,
  rule: ProbeRule,
  observed: Record<string, Observation | Observation[]>,
  pool: readonly Observation[],
  exchanges: string[],
): Verdict {
  const findings: Finding[] = []
  const check = rule.check(observed as Parameters<ProbeRule['check']>[0], pool)
  let step = check.next()
  for (; !step.done; step = check.next()) findings.push(step.value)
  const end: Inconclusive | Measured | void = step.value
  const from = [...new Set([...exchanges, ...findings.flatMap(({ exchange }) => exchange ?? [])])]
  if (findings.length > 0) {
    if (restsOnPromptCount(area, findings) && countsAreUnsteady(pool))
      return { ...open('model', UNSTEADY_COUNTS), findings: [], exchanges: from }
    return { outcome: 'fail', findings, exchanges: from }
  }
  if (end && 'inconclusive' in end) return { ...open('model', end.inconclusive), findings, exchanges: from }
  if (end) return { outcome: 'pass', findings, reason: end.measured, exchanges: from }
  return { outcome: 'pass', findings, exchanges: from }
}

/** What becomes of a rule whose step is in no record. */
export const NOT_SENT = open('interrupted', 'not sent')

/** Why a rule that reads this step cannot be judged; null where it can. */
function blockedBy(rule: ProbeRule, record: StepRecord | undefined, pool: readonly Observation[]): Open | null {
  if (!record) return NOT_SENT
  if (!record.sent) return open(record.code, record.reason)
  for (const [at, observation] of record.observations.entries()) {
    const state = answered(requestAt(record, at), observation)
    if (state.state === 'unsupported') return open(state.code, state.reason)
    if (rule.judgesBroken && observation.exchange.response) continue
    if (state.state === 'error') return open('no-answer', state.reason)
    if (state.state !== 'unanswered') continue
    const { message } = state.finding
    return endpointAbsent(observation, pool)
      ? open('endpoint-absent', message)
      : open('unanswered', `no answer to judge: ${message}`)
  }
  return null
}

/** The request behind an observation of a step. */
export const requestAt = ({ requests }: { requests: Step[] }, at: number): Step => (requests[at] ?? requests[0]) as Step

const observationsOf = (record: StepRecord | undefined): Observation[] => (record?.sent ? record.observations : [])

function observedSteps(suite: Suite, record: SuiteRecord): Record<string, Observation | Observation[]> {
  const observed: Record<string, Observation | Observation[]> = {}
  for (const name in record) {
    const [step, observations] = [suite.steps[name], observationsOf(record[name])]
    const first = observations[0]
    if (step && first) observed[name] = isRepeated(step) || isGroup(step) ? observations : first
  }
  return observed
}

/** The step as declared, where it is known before anything is sent. */
export const declaredStep = (step: Steps[string]): Step | undefined =>
  isLater(step) ? undefined : isRepeated(step) ? step.step : isGroup(step) ? step.steps[0] : step
