import path from 'node:path'
import { compare, noiseFloor } from '../compare/compare.ts'
import type { Difference } from '../compare/difference.ts'
import { latencyOf, type Latency } from '../latency/latency.ts'
import { wasHungUp, type Exchange } from '../exchange/exchange.ts'
import type { Observation } from '../observe/observe.ts'
import { judgedBy, unlikeFields, withoutFields } from '../presets/reference.ts'
import { observeRecording } from '../recording/observe-recording.ts'
import { readRecording } from '../recording/recording.ts'
import { observedReference } from '../reference/observed.ts'
import type { Collected } from '../send/collect.ts'
import type { RunContext } from './assess.ts'
import { traffic, type ReferenceInfo, type Traffic } from './record.ts'
import { NOBODY, sideInfo } from './side-info.ts'

/** What the reference of a run says, and in what the target differs from it. */
export interface ReferenceSide {
  info: ReferenceInfo
  differences: Difference[]
  /** Of a reference that was asked; of facts, and where there is none, nothing. */
  asked?: Collected
  traffic: Traffic | null
  latency: Latency | null
}

/** Compares the target with the reference that a run folder holds, with the observed facts, or with nothing. */
export async function referenceSide({ referenceKind, runDir, suites, via }: RunContext, target: readonly Observation[]): Promise<ReferenceSide> {
  if (referenceKind === 'none') return { info: { ...NOBODY, label: 'no reference: rules only' }, differences: [], traffic: null, latency: null }
  if (referenceKind === 'observed') {
    const facts = observedReference()
    return { info: { ...NOBODY, kind: 'observed', label: facts.label }, differences: compare(target, facts), traffic: null, latency: null }
  }
  const dir = path.join(runDir, 'reference')
  const { info: { models, preset }, exchanges } = readRecording(dir)
  // The server behind a gateway is no example for anything but itself.
  const example = via ? undefined : preset
  const judging = judgedBy(example, suites, models)
  const asked = await observeRecording(dir, judging)
  const second = referenceKind === 'live' ? await observeRecording(dir, judging, 1) : null
  const noise = second ? noiseFloor(asked.observations, second.observations) : undefined
  return {
    info: withSilence(sideInfo(referenceKind, asked.info), exchanges),
    differences: withoutFields(compare(target, { kind: 'paired', observations: asked.observations, ...(noise ? { noise } : {}) }), unlikeFields(example, suites)),
    asked,
    latency: latencyOf(asked.observations),
    traffic: traffic([...asked.observations, ...(second?.observations ?? [])]),
  }
}

/** What was not answered is not compared, and no difference where nobody answered is no agreement. */
function withSilence(info: ReferenceInfo, exchanges: readonly Exchange[]): ReferenceInfo {
  // What was asked again counts as it was answered then, and what we stopped ourselves is no silence.
  const asked = [...new Map(exchanges.map((exchange) => [exchange.key, exchange])).values()].filter(({ failure }) => failure?.stage !== 'interrupted')
  const silent = asked.flatMap(({ failure }) => (failure && !wasHungUp(failure) ? [failure] : []))
  const [first] = silent
  if (!first) return info
  const note = `It gave no whole answer to ${silent.length} of ${asked.length} requests, so nothing is compared there (${first.code}: ${first.message})`
  return { ...info, note: info.note === null ? note : `${info.note} ${note}` }
}
