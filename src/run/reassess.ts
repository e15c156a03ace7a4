import path from 'node:path'
import { Failure } from '../failure.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { selectFor } from '../plan/select.ts'
import { shippedProfiles } from '../policy/profile-file.ts'
import { judgedBy } from '../policy/reference.ts'
import { readRecord } from '../record/read-record.ts'
import type { ReferenceInfo, RunRecord } from '../record/record.ts'
import { observeRecording, type Answers } from '../recording/observe-recording.ts'
import { isRecording, readRecording, type Recording } from '../recording/recording.ts'
import type { Material } from '../report/formats.ts'
import { assess, type RunContext } from './assess.ts'
import type { ReferenceAnswers } from './reference-side.ts'

/** A run that was judged again, and what its target answered. */
export interface Reassessed extends Material {
  target: Answers
}

/** Judges a finished run folder again, offline, with the options it was run with. @throws Failure when it is not a run folder. */
export async function reassess(runDir: string): Promise<Reassessed> {
  const { old, stored } = readRun(runDir)
  const { only, skip, shard, failOn, interrupted, known, profiles = [] } = old.options
  const suites = await loadSuites({ ...stored.info, profiles })
  const { models, preset } = stored.info
  const selection = selectFor(profiles, shippedProfiles, suites, {
    only,
    skip,
    shard: shard && { index: shard.index, of: shard.of },
  })
  const plan = makePlan(suites, models, selection, preset)
  const via = old.gateway !== undefined
  const answers = await storedAnswers({
    plan,
    via,
    target: stored,
    kind: old.reference.kind,
    reference: () => readRecording(path.join(runDir, 'reference')),
  })
  const { record, evidence } = assess({
    suites,
    plan,
    only,
    skip,
    failOn,
    interrupted,
    known,
    profiles,
    via,
    command: old.metadata.command,
    startedAt: old.metadata.startedAt,
    targetKind: old.target.kind === 'live' ? 'live' : 'recording',
    ...answers,
  })
  return { record: { ...record, metadata: old.metadata }, evidence, target: answers.target }
}

/** What a run found, and what its target answered. @throws Failure where that cannot be judged again. */
function readRun(runDir: string): { old: RunRecord; stored: Recording } {
  const old = readRecord(path.join(runDir, 'results.json'))
  if (old.target.kind === 'capture')
    throw new Failure(
      'RUN_INVALID',
      `${runDir} holds what was found in captured traffic. Judge the captured file again instead.`,
    )
  const targetDir = path.join(runDir, 'target')
  if (!isRecording(targetDir))
    throw new Failure('RUN_INVALID', `${targetDir} holds no exchanges, so nothing can be judged again.`)
  return { old, stored: readRecording(targetDir) }
}

/** The exchanges that a run kept of each side; the reference is read where one was asked. */
interface Stored {
  plan: Plan
  via: boolean
  target: Pick<Recording, 'info' | 'exchanges'>
  kind: ReferenceInfo['kind']
  reference: () => Pick<Recording, 'info' | 'exchanges'>
}

/** What both sides of a run answered, from what it kept. */
export async function storedAnswers({
  plan,
  via,
  target,
  kind,
  reference,
}: Stored): Promise<Pick<RunContext, 'target' | 'reference'>> {
  const suites = plan.suites.map(({ suite }) => suite)
  return { target: await observeRecording(target, suites), reference: await storedReference() }

  async function storedReference(): Promise<ReferenceAnswers> {
    if (kind === 'none' || kind === 'observed') return { kind }
    const stored = reference()
    // The server behind a gateway is no example for anything but itself.
    const asked = judgedBy(via ? undefined : stored.info.preset, suites, stored.info.models)
    const answers = await observeRecording(stored, asked)
    return { kind, answers, ...(kind === 'live' && !via ? { again: await observeRecording(stored, asked, 1) } : {}) }
  }
}
