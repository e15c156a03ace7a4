import path from 'node:path'
import { toolAgreement } from '../compare/tool-agreement.ts'
import type { Suite } from '../define/suite.ts'
import { gatewayFindings, type GatewayFindings } from '../gateway/gateway.ts'
import type { Verdict } from '../judge/judge.ts'
import { ruleResult, skipped, type RuleResult } from '../judge/results.ts'
import { applyKnown, type KnownDeviation } from '../known/known.ts'
import { latencyOf } from '../latency/latency.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { outcomesOf } from '../plan/rules.ts'
import { planName, type Shard } from '../plan/shard.ts'
import { withDocumented } from '../presets/documented.ts'
import { shippedProfiles } from '../profiles/profile-file.ts'
import type { Profile } from '../profiles/profile.ts'
import { selectFor } from '../profiles/select.ts'
import { observeRecording } from '../recording/observe-recording.ts'
import { runRules } from '../runner/run-rules.ts'
import type { Collected } from '../send/collect.ts'
import { buildRecord } from './build-record.ts'
import type { FailOn } from './options.ts'
import { traffic, type RecordedOptions, type ReferenceInfo, type RunRecord } from './record.ts'
import { referenceSide, type ReferenceSide } from './reference-side.ts'
import { sideInfo } from './side-info.ts'

/** What the judging of a run folder needs to know besides its exchanges. */
export interface RunContext {
  runDir: string
  command: string
  startedAt: string
  failOn: FailOn
  only: string[]
  skip: string[]
  /** The part of the plan that was run; all of it where absent. */
  shard?: Shard | undefined
  /** The target is a gateway, and the reference what stands behind it. */
  via?: boolean
  interrupted: boolean
  known: KnownDeviation[]
  /** The clients the run is about; all where empty. */
  profiles: Profile[]
  targetKind: 'live' | 'recording'
  referenceKind: ReferenceInfo['kind']
  suites: Suite[]
}

/** The suite whose samples show how tools are used. */
const TRIGGER = 'tools/trigger'

/** Judges and compares what lies in a run folder. Sends nothing, so it can be repeated at any time. */
export async function assess(context: RunContext): Promise<RunRecord> {
  const { runDir, suites, only, skip, shard, failOn, interrupted, profiles } = context
  const selection = selectFor(profiles, shippedProfiles, suites, { only, skip, shard })
  const { verdicts, done: { target, reference } } = await runRules({ runDir, ...selection, profiles }, () => comparison(context))
  const { models, preset } = target.info
  const plan = makePlan(suites, models, selection, preset)
  const judged = results(plan, verdicts)
  const { known, problems } = applyKnown(judged, context.known, { version: target.info.server.version, today: context.startedAt.slice(0, 10) })
  const rules = withDocumented(judged.map((rule) => ({ ...rule, ...(known.has(rule.id) ? { known: known.get(rule.id) as KnownDeviation } : {}) })), preset)
  const options: RecordedOptions = {
    only, skip, failOn, interrupted, known: context.known, profiles,
    ...(shard ? { shard: { ...shard, plan: planName(makePlan(suites, models, { ...selection, shard: undefined }, preset).suites) } } : {}),
  }
  return buildRecord({
    target: sideInfo(context.targetKind, target.info),
    reference: reference.info,
    options,
    rules,
    differences: reference.differences,
    // An entry may be about rules of another shard as well, so only all of them together show that it is not true.
    knownProblems: problems.filter(({ kind }) => kind !== 'passes' || shard === undefined),
    toolUse: toolAgreement(target.records.get(TRIGGER), reference.asked?.records.get(TRIGGER)),
    traffic: { target: traffic(target.observations), reference: reference.traffic },
    ...(context.via && reference.asked ? { gateway: throughGateway(plan, target, reference.asked, rules) } : {}),
    latency: { target: latencyOf(target.observations), reference: reference.latency },
  }, context)
}

/** What can be found out without any verdict. */
async function comparison(context: RunContext): Promise<{ target: Awaited<ReturnType<typeof observeRecording>>; reference: ReferenceSide }> {
  const target = await observeRecording(path.join(context.runDir, 'target'), context.suites)
  // The record says how each client fares: their files can be read meanwhile.
  shippedProfiles()
  return { target, reference: await referenceSide(context, target.observations) }
}

function throughGateway({ suites }: Plan, target: Collected, direct: Collected, rules: readonly RuleResult[]): GatewayFindings {
  const entries = suites.flatMap(({ rules: own }) => own)
  return gatewayFindings(target.observations, direct.observations, rules, outcomesOf(entries, direct.records, direct.observations))
}

function results(plan: Plan, verdicts: ReadonlyMap<string, Verdict>): RuleResult[] {
  const judged = plan.suites.flatMap(({ rules }) => rules).map((entry) => {
    const verdict = verdicts.get(entry.id)
    return ruleResult(entry, verdict ?? { outcome: 'error', findings: [], reason: 'the rule gave no verdict', exchanges: [] })
  })
  return [...judged, ...plan.skipped.map(({ entry, reason }) => skipped(entry, reason))].sort((a, b) => a.id.localeCompare(b.id))
}
