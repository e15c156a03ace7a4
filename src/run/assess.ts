import type { Collected } from '../collect/collect.ts'
import { gatewayFindings, type GatewayFindings } from '../compare/gateway.ts'
import { latencyOf } from '../compare/latency.ts'
import { toolAgreement } from '../compare/tool-agreement.ts'
import { Failure } from '../failure.ts'
import { applyKnown, type KnownDeviation } from '../judge/known.ts'
import { ruleResult, unjudged, type RuleResult } from '../judge/rule-result.ts'
import { outcomesOf, type RuleEntry } from '../judge/rules.ts'
import type { Plan } from '../plan/plan.ts'
import { withDocumented } from '../policy/documented.ts'
import type { Profile } from '../policy/profile.ts'
import { buildRecord } from '../record/build-record.ts'
import type { FailOn } from '../record/options.ts'
import type { RecordedOptions } from '../record/record.ts'
import { traffic } from '../record/traffic.ts'
import type { Answers } from '../recording/observe-recording.ts'
import type { Material } from '../report/formats.ts'
import type { Suite } from '../suite/suite.ts'
import { referenceSide, type ReferenceAnswers } from './reference-side.ts'
import { sideInfo } from './side-info.ts'

/** What was planned and answered, and all else that a record is made from. */
export interface RunContext {
  command: string
  startedAt: string
  failOn: FailOn
  only: string[]
  skip: string[]
  /** The target is a gateway, and the reference what stands behind it. */
  via?: boolean
  interrupted: boolean
  known: KnownDeviation[]
  /** The clients the run is about; all where empty. */
  profiles: Profile[]
  /** Every suite there is; what of them was asked is in the plan. */
  suites: Suite[]
  plan: Plan
  targetKind: 'live' | 'recording'
  target: Answers
  reference: ReferenceAnswers
}

/** The suite whose samples show how tools are used. */
const TRIGGER = 'tools/trigger'

/** Judges and compares what was answered. Sends and reads nothing, so it can be repeated at any time. */
export function assess(context: RunContext): Material {
  const { target, plan, only, skip, failOn, interrupted, profiles } = context
  const { preset } = target.info
  const judged = results(plan, target)
  const { known, problems } = applyKnown(judged, context.known, {
    version: target.info.server.version,
    today: context.startedAt.slice(0, 10),
  })
  const rules = withDocumented(
    judged.map((rule) => ({ ...rule, ...(known.has(rule.id) ? { known: known.get(rule.id) as KnownDeviation } : {}) })),
    preset,
  )
  const reference = referenceSide(context)
  const options: RecordedOptions = {
    only,
    skip,
    failOn,
    interrupted,
    known: context.known,
    profiles,
    ...(plan.shard ? { shard: plan.shard } : {}),
  }
  const record = buildRecord(
    {
      target: sideInfo(context.targetKind, target.info),
      reference: reference.info,
      options,
      rules,
      differences: reference.differences,
      // An entry may be about rules of another shard as well, so only all of them together show that it is not true.
      knownProblems: problems.filter(({ kind }) => kind !== 'passes' || plan.shard === undefined),
      toolUse: toolAgreement(target.records.get(TRIGGER), reference.asked?.records.get(TRIGGER)),
      traffic: { target: traffic(target.observations), reference: reference.traffic },
      ...(context.via && reference.asked ? { gateway: throughGateway(plan, target, reference.asked, rules) } : {}),
      latency: { target: latencyOf(target.observations), reference: reference.latency },
    },
    context,
  )
  return { record, evidence: target.byKey }
}

function throughGateway(
  { suites }: Plan,
  target: Collected,
  direct: Collected,
  rules: readonly RuleResult[],
): GatewayFindings {
  const entries = suites.flatMap(({ rules: own }) => own)
  return gatewayFindings(
    target.observations,
    direct.observations,
    rules,
    outcomesOf(entries, direct.records, direct.observations),
  )
}

/** Whoever named no recording cannot record it anew, so such a rule is left out and not held against the run. */
const YOUNGER = 'the rule is younger than the bundled recording'

function results(plan: Plan, answers: Answers): RuleResult[] {
  const judged = plan.suites
    .flatMap(({ rules }) => rules)
    .map((entry) => {
      const result = resultOf(entry, answers)
      return answers.info.bundled && result.code === 'not-recorded' ? unjudged(entry, 'not-selected', YOUNGER) : result
    })
  return [...judged, ...plan.skipped.map(({ entry, code, reason }) => unjudged(entry, code, reason))].sort((a, b) =>
    a.id.localeCompare(b.id),
  )
}

/** @throws Failure for a rule that throws: that says nothing of the server. */
function resultOf(entry: RuleEntry, { records, observations }: Collected): RuleResult {
  try {
    return ruleResult(entry, entry.judge(records.get(entry.suite.id) ?? {}, observations))
  } catch (cause) {
    throw new Failure(
      'JUDGE_BROKEN',
      `The rule ${entry.id} broke instead of judging (this is a bug of the suite): ${String(cause)}`,
      { cause },
    )
  }
}
