import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Difference } from '../compare/difference.ts'
import { compare, noiseFloor } from '../compare/compare.ts'
import { observedReference } from '../reference/observed.ts'
import type { Suite } from '../define/suite.ts'
import { Failure } from '../failure.ts'
import { gatewayFindings } from '../gateway/gateway.ts'
import { latencyOf, type Latency } from '../latency/latency.ts'
import { ruleResult, skipped, type RuleResult } from '../judge/results.ts'
import { toolAgreement } from '../compare/tool-agreement.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { outcomesOf, rulesOf } from '../plan/rules.ts'
import { planName, type Shard } from '../plan/shard.ts'
import { isRecording, readRecording } from '../recording/recording.ts'
import { observeRecording } from '../recording/observe-recording.ts'
import { applyKnown, type KnownDeviation } from '../known/known.ts'
import { shippedProfiles } from '../profiles/profile-file.ts'
import type { Profile } from '../profiles/profile.ts'
import { selectFor } from '../profiles/select.ts'
import { withDocumented } from '../presets/documented.ts'
import { judgedBy, unlikeFields, withoutFields } from '../presets/reference.ts'
import { judgeProfile } from '../profiles/verdict.ts'
import { runRules } from '../runner/run-rules.ts'
import type { RecordingInfo } from '../recording/recording.ts'
import { gateFor } from './gate.ts'
import type { FailOn } from './options.ts'
import { readRecord } from './read-record.ts'
import { summarize, traffic, type ReferenceInfo, type RunRecord, type Summary } from './record.ts'

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

type Observed = Awaited<ReturnType<typeof observeRecording>>

/** Judges and compares what lies in a run folder. Sends nothing, so it can be repeated at any time. */
export async function assess(context: RunContext): Promise<RunRecord> {
  const { runDir, suites, only, skip, shard, failOn, interrupted } = context
  const target = await observeRecording(path.join(runDir, 'target'), suites)
  const shipped = shippedProfiles()
  const selection = selectFor(context.profiles, shipped, suites, { only, skip, shard })
  const plan = makePlan(suites, target.info.models, selection, target.info.preset)
  const verdicts = await runRules({ runDir, ...selection, profiles: context.profiles })
  const judged = results(plan, verdicts)
  const { known, problems: all } = applyKnown(judged, context.known, { version: target.info.server.version, today: context.startedAt.slice(0, 10) })
  // An entry may be about rules of another shard as well, so only all of them together show that it is not true.
  const problems = all.filter(({ kind }) => kind !== 'passes' || shard === undefined)
  const rules = withDocumented(judged.map((rule) => ({ ...rule, ...(known.has(rule.id) ? { known: known.get(rule.id) as KnownDeviation } : {}) })), target.info.preset)
  const asked = context.profiles.map((profile) => judgeProfile(profile, shipped, rules))
  const others = shipped.filter(({ id }) => !asked.some((one) => one.id === id)).map((profile) => judgeProfile(profile, shipped, rules))
  const reference = await differences(context, target)
  return {
    format: 'ollama-conformance/run@1',
    suite: { name: 'ollama-conformance', version: version(), rules: suites.flatMap(rulesOf).length },
    target: sideInfo(context.targetKind, target.info),
    reference: reference.info,
    options: { only, skip, failOn, interrupted, known: context.known, profiles: context.profiles, ...(shard ? { shard: { ...shard, plan: planName(makePlan(suites, target.info.models, { ...selection, shard: undefined }, target.info.preset).suites) } } : {}) },
    summary: ofShard(shard, summarize(rules, gateFor(failOn, asked, rules), interrupted, problems)),
    rules,
    profiles: [...asked, ...others],
    differences: reference.differences,
    knownProblems: problems,
    toolUse: toolAgreement(target.records.get(TRIGGER), reference.records?.get(TRIGGER)),
    traffic: { target: traffic(target.observations), reference: reference.traffic },
    ...(context.via && reference.records ? { gateway: gatewayFindings(target.observations, reference.observations, rules, outcomesOf(plan.suites.flatMap(({ rules: entries }) => entries), reference.records, reference.observations)) } : {}),
    latency: { target: latencyOf(target.observations), reference: reference.latency },
    metadata: { startedAt: context.startedAt, finishedAt: new Date().toISOString(), node: process.version, platform: `${process.platform} ${process.arch}`, command: context.command },
  }
}

/** A part is never taken for the whole. */
const ofShard = (shard: Shard | undefined, summary: Summary): Summary =>
  (shard ? { ...summary, sentence: `Shard ${shard.index} of ${shard.of}: ${summary.sentence}` } : summary)

function results(plan: Plan, verdicts: Awaited<ReturnType<typeof runRules>>): RuleResult[] {
  const judged = plan.suites.flatMap(({ rules }) => rules).map((entry) => {
    const verdict = verdicts.get(entry.id)
    return ruleResult(entry, verdict ?? { outcome: 'error', findings: [], reason: 'the rule gave no verdict', exchanges: [] })
  })
  return [...judged, ...plan.skipped.map(({ entry, reason }) => skipped(entry, reason))].sort((a, b) => a.id.localeCompare(b.id))
}

async function differences(context: RunContext, target: Observed): Promise<{ info: ReferenceInfo; differences: Difference[]; records?: Observed['records']; observations: Observed['observations']; traffic: RunRecord['traffic']['reference']; latency: Latency | null }> {
  const { referenceKind, runDir, suites } = context
  const nobody: ReferenceInfo = { kind: referenceKind, label: 'no reference: rules only', baseUrl: null, server: null, models: null, answeredAt: null, note: null }
  if (referenceKind === 'none') return { info: nobody, differences: [], observations: [], traffic: null, latency: null }
  if (referenceKind === 'observed') {
    const facts = observedReference()
    return { info: { ...nobody, label: facts.label }, differences: compare(target.observations, facts), observations: [], traffic: null, latency: null }
  }
  const dir = path.join(runDir, 'reference')
  const { models, preset } = readRecording(dir).info
  // The server behind a gateway is no example for anything but itself.
  const example = context.via ? undefined : preset
  const judging = judgedBy(example, suites, models)
  const first = await observeRecording(dir, judging)
  const second = referenceKind === 'live' ? await observeRecording(dir, judging, 1) : null
  const noise = second ? noiseFloor(first.observations, second.observations) : undefined
  return {
    info: sideInfo(referenceKind, first.info),
    records: first.records,
    observations: first.observations,
    differences: withoutFields(compare(target.observations, { kind: 'paired', observations: first.observations, ...(noise ? { noise } : {}) }), unlikeFields(example, suites)),
    latency: latencyOf(first.observations),
    traffic: traffic([...first.observations, ...(second?.observations ?? [])]),
  }
}

function sideInfo(kind: 'live' | 'recording', info: RecordingInfo): ReferenceInfo {
  const server = `${info.server.software}${info.server.version === null ? '' : ` ${info.server.version}`}`
  const day = info.recordedAt.slice(0, 10)
  const label = kind === 'live' ? `${server} at ${info.baseUrl}` : `a recording of ${server}, taken ${day}`
  return { kind, label, baseUrl: info.baseUrl, server: info.server, models: info.models, answeredAt: day, note: info.note ?? null, ...(info.preset ? { preset: info.preset } : {}) }
}

/** The suite's own version. */
export const version = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version

/** Judges a finished run folder again, offline, with the options it was run with. @throws Failure when it is none. */
export async function reassess(runDir: string): Promise<RunRecord> {
  const file = path.join(runDir, 'results.json')
  const old = readRecord(file)
  if (old.target.kind === 'capture') throw new Failure('RUN_INVALID', `${runDir} holds what was found in captured traffic. Judge the captured file again instead.`)
  if (!isRecording(path.join(runDir, 'target'))) throw new Failure('RUN_INVALID', `${runDir}/target holds no exchanges, so nothing can be judged again.`)
  const suites = await loadSuites({ ...readRecording(path.join(runDir, 'target')).info, profiles: old.options.profiles ?? [] })
  const { only, skip, shard, failOn, interrupted, known, profiles = [] } = old.options
  const record = await assess({
    runDir, suites, only, skip, shard: shard && { index: shard.index, of: shard.of }, failOn, interrupted, known, profiles, command: old.metadata.command, startedAt: old.metadata.startedAt,
    via: old.gateway !== undefined, targetKind: old.target.kind === 'live' ? 'live' : 'recording', referenceKind: old.reference.kind,
  })
  return { ...record, metadata: old.metadata }
}
