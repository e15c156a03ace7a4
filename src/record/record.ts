import type { KnownDeviation, KnownProblem } from '../judge/known.ts'
import type { Preset } from '../policy/preset.ts'
import type { Profile } from '../policy/profile.ts'
import type { ProfileVerdict } from '../policy/profile-verdict.ts'
import type { ToolAgreement } from '../compare/tool-agreement.ts'
import type { Difference } from '../compare/difference.ts'
import type { FindingKind, Outcome } from '../finding.ts'
import type { ReasonCode } from '../judge/reason.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { NamedShard } from './shard.ts'
import type { Level } from '../suite/suite.ts'
import type { Observation } from '../wire/observe.ts'
import { usageCount } from '../checks/reply.ts'
import type { ChosenModels } from '../suite/models.ts'
import type { Gate } from './gate.ts'
import type { GatewayFindings } from '../compare/gateway.ts'
import type { Latency } from '../compare/latency.ts'
import type { FailOn } from './options.ts'

/** Who was asked. */
export interface SideInfo {
  /** `capture`: traffic that somebody else captured, of whatever server. */
  kind: 'live' | 'recording' | 'capture' | 'observed' | 'none'
  /** One phrase that says who spoke, for headings. */
  label: string
  baseUrl: string | null
  server: { software: string; version: string | null } | null
  models: ChosenModels | null
  /** When the answers were given (ISO 8601 date); null for facts and none. */
  answeredAt: string | null
  /** What a reader must know of the server, where it is not a stock release. */
  note: string | null
  /** The preset it was asked by; absent without. */
  preset?: Preset
}

/** A reference is asked, replayed, counted, or not there: nobody's captured traffic. */
export type ReferenceInfo = SideInfo & { kind: Exclude<SideInfo['kind'], 'capture'> }

export type Counts = Record<Outcome, number>

export interface Summary {
  verdict: 'conforms' | 'does-not-conform' | 'could-not-judge'
  /** One sentence a reader can stop at. */
  sentence: string
  exitCode: 0 | 1 | 2
  rules: number
  byLevel: Record<Level, Counts>
  byArea: Record<string, Counts>
  /** Rules that failed because something was accepted and had no effect. */
  ignored: string[]
}

export interface Traffic { requests: number; promptTokens: number; completionTokens: number; seconds: number }

/** What the verdict depends on besides the answers. */
export interface RecordedOptions {
  only: string[]
  skip: string[]
  failOn: FailOn
  interrupted: boolean
  known: KnownDeviation[]
  /** The clients the run is about; all where empty. */
  profiles: Profile[]
  /** The part of the plan that was run, with the name of the whole; absent where all of it was. */
  shard?: NamedShard
}

/** What a run found. Format: `specs/harness/run-record.schema.json`. */
export interface RunRecord {
  format: 'ollama-conformance/run@2'
  suite: { name: string; version: string; rules: number }
  target: SideInfo
  reference: ReferenceInfo
  options: RecordedOptions
  summary: Summary
  rules: RuleResult[]
  /** How each known client fares. */
  profiles: ProfileVerdict[]
  differences: Difference[]
  /** Entries of the list of known deviations that no longer say the truth. */
  knownProblems: KnownProblem[]
  /** How tools were used over all samples; null where that was not asked. */
  toolUse: ToolAgreement | null
  traffic: { target: Traffic; reference: Traffic | null }
  /** What the gateway does, where the target was asked through one; the reference is then the target asked directly. */
  gateway?: GatewayFindings
  /** How long answers took to come; absent for captured traffic, which does not say reliably. */
  latency?: { target: Latency; reference: Latency | null }
  /** All that may differ between two equal runs. */
  metadata: { startedAt: string; finishedAt: string; node: string; platform: string; command: string }
}

const OUTCOMES: Outcome[] = ['pass', 'fail', 'unsupported', 'inconclusive', 'error', 'skip']
const LEVELS: Level[] = ['must', 'should', 'may']

/** The verdict, and the exit code that goes with it. */
export function summarize(rules: readonly RuleResult[], gate: Gate, interrupted: boolean, problems: readonly KnownProblem[] = []): Summary {
  const failing = rules.filter(({ outcome }) => outcome === 'fail')
  const gating = rules.filter((rule) => rule.known === undefined && gate.counts(rule))
  const judged = rules.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail').length
  const errors = rules.filter(({ outcome }) => outcome === 'error')
  const withCode = (wanted: ReasonCode): RuleResult[] => rules.filter(({ code }) => code === wanted)
  const [unrecorded, silence, unsent] = [withCode('not-recorded'), withCode('given-up'), withCode('token-limit')]
  const ignored = failing.filter(({ findings }) => findings.some(({ kind }) => kind === ('ignored' satisfies FindingKind))).map(({ id }) => id)
  const base = { rules: rules.length, byLevel: countOutcomes(rules, LEVELS, ({ level }) => level), byArea: countOutcomes(rules, [...new Set(rules.map(({ area }) => area))].sort(), ({ area }) => area), ignored }
  const known = failing.filter((rule) => rule.known !== undefined).length
  const failed = `${gating.length} of ${judged} judged rules fail${gate.counting}${known > 0 ? `, ${known} more are known deviations` : ''}`
  if (judged === 0) return { ...base, verdict: 'could-not-judge', exitCode: 2, sentence: `Nothing could be judged: ${firstReason(rules)}.` }
  if (gating.length > 0) return { ...base, verdict: 'does-not-conform', exitCode: 1, sentence: `${failed}${interrupted ? ', and the run was interrupted' : ''}.${silence.length > 0 ? ` ${unasked(silence)}` : ''}${unrecorded.length > 0 ? ` ${lacking(unrecorded)}` : ''}` }
  if (problems.length > 0 && gate.failOn !== 'never') return { ...base, verdict: 'does-not-conform', exitCode: 1, sentence: `The list of known deviations is not true any more: ${problems[0]?.message}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}.` }
  if (unsent.length > 0) return { ...base, verdict: 'could-not-judge', exitCode: 2, sentence: `--max-tokens-total was reached before ${unsent.length} rules could be measured: raise it. ${judged} rules judged, none fails.` }
  if (interrupted) return { ...base, verdict: 'could-not-judge', exitCode: 2, sentence: `Interrupted after ${judged} rules; none of them fails.` }
  const unsupported = rules.filter(({ outcome }) => outcome === 'unsupported')
  if (unsupported.length > judged) return { ...base, verdict: 'could-not-judge', exitCode: 2, sentence: `The server refuses what ${unsupported.length} rules ask with (${unsupported[0]?.reason ?? ''}); ${judged} rules judged, none fails. Choose another model.` }
  if (silence.length > 0) return { ...base, verdict: 'could-not-judge', exitCode: 2, sentence: `${unasked(silence)} ${judged} rules judged, none fails.` }
  if (errors.length > 0) return { ...base, verdict: 'could-not-judge', exitCode: 2, sentence: `${errors.length} rules ended in an error: ${errors[0]?.reason ?? ''}.` }
  if (unrecorded.length > 0) return { ...base, verdict: 'could-not-judge', exitCode: 2, sentence: `${lacking(unrecorded)} ${judged} rules judged, none fails.` }
  if (gate.open !== null) return { ...base, verdict: 'could-not-judge', exitCode: 2, sentence: gate.open }
  return { ...base, verdict: 'conforms', exitCode: 0, sentence: `${judged} rules judged, none fails${failing.length > 0 ? ` that counts (${[known > 0 ? `${known} known deviations` : '', failing.length > known ? `${failing.length - known} ${gate.lesser}` : ''].filter(Boolean).join(', ')})` : ''}.` }
}

const firstReason = (rules: readonly RuleResult[]): string =>
  (rules.find(({ outcome }) => outcome === 'error') ?? rules.find(({ code }) => code !== undefined && code !== 'not-selected'))?.reason ?? 'no rule was selected'

/** What became of a run whose server stopped answering. */
const unasked = (given: readonly RuleResult[]): string => `The server stopped answering, so ${given.length} rules are open: ${given[0]?.reason}`

const lacking = (unrecorded: readonly RuleResult[]): string => `The recording has no answers for ${unrecorded.length} rules; record it anew with --record to judge them.`

/** How many rules of each key ended how. */
export function countOutcomes<K extends string>(rules: readonly RuleResult[], keys: readonly K[], keyOf: (rule: RuleResult) => string): Record<K, Counts> {
  const count = (of: readonly RuleResult[]): Counts =>
    Object.fromEntries(OUTCOMES.map((outcome) => [outcome, of.filter((rule) => rule.outcome === outcome).length])) as Counts
  return Object.fromEntries(keys.map((key) => [key, count(rules.filter((rule) => keyOf(rule) === key))])) as Record<K, Counts>
}

/** A server may count 1e400 tokens, minus one, or a half. */
function tokens(observation: Observation, key: 'prompt_tokens' | 'completion_tokens'): number {
  const count = usageCount(observation, key) ?? 0
  return Number.isSafeInteger(count) && count > 0 ? count : 0
}

/** What one side was sent and gave. Seconds are those its requests took, one after the other. */
export function traffic(observations: readonly Observation[]): Traffic {
  const total = (of: (observation: Observation) => number): number => observations.reduce((sum, observation) => sum + of(observation), 0)
  return {
    requests: observations.length,
    promptTokens: total((observation) => tokens(observation, 'prompt_tokens')),
    completionTokens: total((observation) => tokens(observation, 'completion_tokens')),
    seconds: Math.round(total(({ exchange }) => exchange.timing.endMs) / 100) / 10,
  }
}
