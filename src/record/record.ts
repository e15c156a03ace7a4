import type { Difference } from '../compare/difference.ts'
import type { GatewayFindings } from '../compare/gateway.ts'
import type { Latency } from '../compare/latency.ts'
import type { ToolAgreement } from '../compare/tool-agreement.ts'
import type { Outcome } from '../finding.ts'
import type { KnownDeviation, KnownProblem } from '../judge/known.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { CapabilityVerdict } from '../policy/capabilities.ts'
import type { Preset } from '../policy/preset.ts'
import type { ProfileVerdict } from '../policy/profile-verdict.ts'
import type { Profile } from '../policy/profile.ts'
import type { ChosenModels } from '../suite/models.ts'
import type { Level } from '../suite/suite.ts'
import type { CaptureSummary } from './capture-summary.ts'
import type { FailOn } from './options.ts'
import type { NamedShard } from './shard.ts'

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
  /** A recording that ships with the suite, shown where no server was named and none answered; nothing of the user was judged. */
  demonstration?: true
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
  /** Failing rules that are known deviations. */
  known: number
  byLevel: Record<Level, Counts>
  byArea: Record<string, Counts>
  /** Rules that failed because something was accepted and had no effect. */
  ignored: string[]
}

export interface Traffic {
  requests: number
  promptTokens: number
  completionTokens: number
  seconds: number
}

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
  format: 'ollama-conformance/run@3'
  suite: { name: string; version: string; rules: number }
  target: SideInfo
  reference: ReferenceInfo
  options: RecordedOptions
  summary: Summary
  rules: RuleResult[]
  /** How each known client fares. */
  profiles: ProfileVerdict[]
  /** What became of each capability, the most asked for first. */
  capabilities: CapabilityVerdict[]
  differences: Difference[]
  /** Entries of the list of known deviations that no longer say the truth. */
  knownProblems: KnownProblem[]
  /** How tools were used over all samples; null where that was not asked. */
  toolUse: ToolAgreement | null
  traffic: { target: Traffic; reference: Traffic | null }
  /** What captured traffic held; absent where requests were sent. */
  capture?: CaptureSummary
  /** What the gateway does, where the target was asked through one; the reference is then the target asked directly. */
  gateway?: GatewayFindings
  /** How long answers took to come; absent for captured traffic, which does not say reliably. */
  latency?: { target: Latency; reference: Latency | null }
  /** All that may differ between two equal runs. */
  metadata: { startedAt: string; finishedAt: string; node: string; platform: string; command: string }
}
