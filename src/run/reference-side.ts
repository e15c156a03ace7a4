import type { Collected } from '../collect/collect.ts'
import { compare, noiseFloor } from '../compare/compare.ts'
import type { Difference } from '../compare/difference.ts'
import { latencyOf, type Latency } from '../compare/latency.ts'
import { observedReference } from '../compare/observed.ts'
import { isRequiredByClients } from '../policy/client-needs.ts'
import { unlikeFields, withoutFields } from '../policy/reference.ts'
import type { ReferenceInfo, Traffic } from '../record/record.ts'
import { traffic } from '../record/traffic.ts'
import type { Answers } from '../recording/observe-recording.ts'
import { wasHungUp, type Exchange } from '../wire/exchange.ts'
import type { RunContext } from './assess.ts'
import { NOBODY, sideInfo } from './side-info.ts'

/** What there is to compare a target with. A live reference is asked twice: what it answers differently by itself is no difference of the target. */
export type ReferenceAnswers =
  | { kind: 'none' }
  | { kind: 'observed' }
  | { kind: 'live' | 'recording'; answers: Answers; again?: Collected | undefined }

/** What the reference of a run says, and in what the target differs from it. */
export interface ReferenceSide {
  info: ReferenceInfo
  differences: Difference[]
  /** Of a reference that was asked; of facts, and where there is none, nothing. */
  asked?: Collected
  traffic: Traffic | null
  latency: Latency | null
}

/** Compares the target with the reference that was asked, with the observed facts, or with nothing. */
export function referenceSide({ reference, target: { observations: target }, suites, via }: RunContext): ReferenceSide {
  if (reference.kind === 'none')
    return { info: { ...NOBODY, label: 'no reference: rules only' }, differences: [], traffic: null, latency: null }
  if (reference.kind === 'observed') {
    const facts = observedReference()
    return {
      info: { ...NOBODY, kind: 'observed', label: facts.label },
      differences: compare(target, facts, isRequiredByClients),
      traffic: null,
      latency: null,
    }
  }
  const { kind, answers, again } = reference
  // The server behind a gateway is no example for anything but itself.
  const example = via ? undefined : answers.info.preset
  const noise = again ? noiseFloor(answers.observations, again.observations) : undefined
  return {
    info: withSilence(
      sideInfo(kind, answers.info),
      [...answers.byKey.values(), ...(again?.byKey.values() ?? [])].map(({ exchange }) => exchange),
    ),
    differences: withoutFields(
      compare(
        target,
        { kind: 'paired', observations: answers.observations, ...(noise ? { noise } : {}) },
        isRequiredByClients,
      ),
      unlikeFields(example, suites),
    ),
    asked: answers,
    latency: latencyOf(answers.observations),
    traffic: traffic([...answers.observations, ...(again?.observations ?? [])]),
  }
}

/** What was not answered is not compared, and no difference where nobody answered is no agreement. */
function withSilence(info: ReferenceInfo, exchanges: readonly Exchange[]): ReferenceInfo {
  // What we stopped ourselves is no silence.
  const asked = exchanges.filter(({ failure }) => failure?.stage !== 'interrupted')
  const silent = asked.flatMap(({ failure }) => (failure && !wasHungUp(failure) ? [failure] : []))
  const [first] = silent
  if (!first) return info
  const note = `It gave no whole answer to ${silent.length} of ${asked.length} requests, so nothing is compared there (${first.code}: ${first.message})`
  return { ...info, note: info.note === null ? note : `${info.note} ${note}` }
}
