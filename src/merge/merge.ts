import path from 'node:path'
import { Failure } from '../failure.ts'
import type { Suite } from '../define/suite.ts'
import { readKnown } from '../known/known-file.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { makePlan } from '../plan/plan.ts'
import { planName } from '../plan/shard.ts'
import { shippedProfiles } from '../profiles/profile-file.ts'
import { selectFor } from '../profiles/select.ts'
import { startRecording, type Recording } from '../recording/recording.ts'
import { isUsable } from '../recording/resume.ts'
import { assess, type RunContext } from '../run/assess.ts'
import { claimFolders } from '../run/folders.ts'
import type { FailOn, RunOptions } from '../run/options.ts'
import type { RunRecord } from '../run/record.ts'
import { writeReports } from '../run/reports.ts'
import { addresses, assertWhole } from './assert-whole.ts'
import { readShard, type ShardRun } from './shard-run.ts'

export interface MergeSetup extends Pick<RunOptions, 'out' | 'formats' | 'known'> {
  dirs: string[]
  /** As the shards were run where undefined. */
  failOn: FailOn | undefined
  command: string
}

/**
 * Puts the exchanges of all shards of a run into one folder and judges them again: some rules read every answer, so the
 * verdicts of the shards cannot be added up. The record is the one an unsharded run over these exchanges gives.
 */
export async function merge({ dirs, out, formats, known, failOn, command }: MergeSetup): Promise<RunRecord> {
  const [first, ...others] = dirs.map(readShard).sort((a, b) => a.shard.index - b.shard.index)
  if (!first) throw new Failure('USAGE', 'Name the run folders of all shards: merge RUN…')
  const runs: [ShardRun, ...ShardRun[]] = [first, ...others]
  assertWhole(runs)
  const suites = await loadSuites({ ...first.target.info, profiles: first.record.options.profiles })
  assertSamePlan(first, suites)
  const release = claimFolders({ out, record: undefined, resume: false }, runs.flatMap(({ target, reference }) => [target, ...(reference ? [reference] : [])]))
  try {
    await join(runs.map(({ target }) => target), path.join(out, 'target'))
    const references = runs.flatMap(({ reference }) => reference ?? [])
    if (references.length > 0) await join(references, path.join(out, 'reference'))
    const record = await judge(runs, { out, suites, failOn: failOn ?? agreedFailOn(runs), known: known === undefined ? first.record.options.known : readKnown(known), command })
    await writeReports(record, { out, formats })
    return record
  } finally {
    release()
  }
}

async function judge([first, ...others]: [ShardRun, ...ShardRun[]], context: Pick<RunContext, 'suites' | 'failOn' | 'known' | 'command'> & { out: string }): Promise<RunRecord> {
  const all = [first, ...others].map(({ record }) => record)
  const times = (key: 'startedAt' | 'finishedAt'): string[] => all.map(({ metadata }) => metadata[key]).sort()
  const { target, reference, options: { only, skip, profiles } } = first.record
  const startedAt = times('startedAt')[0] ?? ''
  const record = await assess({
    ...context, runDir: context.out, only, skip, profiles, startedAt,
    interrupted: all.some(({ options }) => options.interrupted), targetKind: target.kind === 'live' ? 'live' : 'recording', referenceKind: reference.kind,
  })
  return { ...record, metadata: { ...record.metadata, finishedAt: times('finishedAt').at(-1) ?? '' } }
}

/** What these suites ask is what the shards asked, or their answers are not those that are judged. */
function assertSamePlan({ record: { options, suite }, shard, target }: ShardRun, suites: readonly Suite[]): void {
  const { suites: planned } = makePlan(suites, target.info.models, selectFor(options.profiles, shippedProfiles, suites, { only: options.only, skip: options.skip }), target.info.preset)
  if (planName(planned) === shard.plan) return
  throw new Failure('MERGE_VERSION', `These shards were run with another version of the suite (${suite.version} with ${suite.rules} rules). Merge them with that one.`)
}

function agreedFailOn(runs: readonly ShardRun[]): FailOn {
  const [first, ...others] = [...new Set(runs.map(({ record }) => record.options.failOn))]
  if (first === undefined || others.length > 0) throw new Failure('MERGE_OPTIONS', 'The shards were run with different --fail-on. Say with --fail-on what makes the whole fail.')
  return first
}

/** One recording of several. What more than one holds is taken from the first that got an answer. */
async function join(recordings: readonly Recording[], dir: string): Promise<void> {
  const [first] = recordings
  if (!first) return
  const byKey = new Map<string, Recording['exchanges'][number]>()
  // Within a recording the last of a key counts, as it does where one is read.
  for (const { exchanges } of recordings) {
    for (const [key, exchange] of new Map(exchanges.map((one) => [one.key, one]))) {
      const known = byKey.get(key)
      if (known === undefined || (!isUsable(known) && isUsable(exchange))) byKey.set(key, exchange)
    }
  }
  const several = addresses(recordings)
  const note = [first.info.note, several.length > 1 ? `Answers of ${several.length} servers alike: ${several.join(', ')}` : undefined].filter(Boolean).join('. ')
  const recordedAt = recordings.map(({ info }) => info.recordedAt).sort()[0] ?? first.info.recordedAt
  const { write, close } = startRecording(dir, { ...first.info, recordedAt, ...(note === '' ? {} : { note }) })
  for (const exchange of byKey.values()) write(exchange)
  await close()
}
