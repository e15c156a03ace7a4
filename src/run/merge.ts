import path from 'node:path'
import { Failure } from '../failure.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { selectFor } from '../plan/select.ts'
import { planName } from '../plan/shard.ts'
import { readKnown } from '../policy/known-file.ts'
import { shippedProfiles } from '../policy/profile-file.ts'
import type { FailOn, RunOptions } from '../record/options.ts'
import { startRecording, type Recording } from '../recording/recording.ts'
import { isUsable } from '../recording/resume.ts'
import type { Material } from '../report/formats.ts'
import type { Suite } from '../suite/suite.ts'
import { addresses, assertWhole } from './assert-whole.ts'
import { assess, type RunContext } from './assess.ts'
import { claimFolders } from './folders.ts'
import { storedAnswers } from './reassess.ts'
import { writeReports } from './reports.ts'
import { readShard, type ShardRun } from './shard-run.ts'

type Joined = Pick<Recording, 'info' | 'exchanges'>

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
export async function merge({ dirs, out, formats, known, failOn, command }: MergeSetup): Promise<Material> {
  const [first, ...others] = dirs.map(readShard).sort((a, b) => a.shard.index - b.shard.index)
  if (!first) throw new Failure('USAGE', 'Name the run folders of all shards: merge RUN…')
  const runs: [ShardRun, ...ShardRun[]] = [first, ...others]
  assertWhole(runs)
  const suites = await loadSuites({ ...first.target.info, profiles: first.record.options.profiles })
  const plan = wholePlan(first, suites)
  const release = claimFolders(
    { out, record: undefined, resume: false },
    runs.flatMap(({ target, reference }) => [target, ...(reference ? [reference] : [])]),
  )
  try {
    const target = joined(runs.map(({ target: part }) => part))
    const references = runs.flatMap(({ reference }) => reference ?? [])
    const reference = references.length > 0 ? joined(references) : target
    await keep(target, path.join(out, 'target'))
    if (references.length > 0) await keep(reference, path.join(out, 'reference'))
    const answers = await storedAnswers({
      plan,
      via: false,
      target,
      kind: first.record.reference.kind,
      reference: () => reference,
    })
    const material = judge(runs, {
      ...answers,
      plan,
      suites,
      failOn: failOn ?? agreedFailOn(runs),
      known: known === undefined ? first.record.options.known : readKnown(known),
      command,
    })
    await writeReports(material, { out, formats })
    return material
  } finally {
    release()
  }
}

function judge(
  [first, ...others]: [ShardRun, ...ShardRun[]],
  context: Pick<RunContext, 'suites' | 'plan' | 'target' | 'reference' | 'failOn' | 'known' | 'command'>,
): Material {
  const all = [first, ...others].map(({ record }) => record)
  const times = (key: 'startedAt' | 'finishedAt'): string[] => all.map(({ metadata }) => metadata[key]).sort()
  const {
    target,
    options: { only, skip, profiles },
  } = first.record
  const startedAt = times('startedAt')[0] ?? ''
  const { record, evidence } = assess({
    ...context,
    only,
    skip,
    profiles,
    startedAt,
    interrupted: all.some(({ options }) => options.interrupted),
    targetKind: target.kind === 'live' ? 'live' : 'recording',
  })
  return {
    record: { ...record, metadata: { ...record.metadata, finishedAt: times('finishedAt').at(-1) ?? '' } },
    evidence,
  }
}

/** The plan that the shards are parts of. @throws Failure where these suites ask something else: then the answers are not those that are judged. */
function wholePlan({ record: { options, suite }, shard, target }: ShardRun, suites: readonly Suite[]): Plan {
  const plan = makePlan(
    suites,
    target.info.models,
    selectFor(options.profiles, shippedProfiles, suites, { only: options.only, skip: options.skip }),
    target.info.preset,
  )
  if (planName(plan.suites) === shard.plan) return plan
  throw new Failure(
    'MERGE_VERSION',
    `These shards were run with another version of the suite (${suite.version} with ${suite.rules} rules). Merge them with that one.`,
  )
}

function agreedFailOn(runs: readonly ShardRun[]): FailOn {
  const [first, ...others] = [...new Set(runs.map(({ record }) => record.options.failOn))]
  if (first === undefined || others.length > 0)
    throw new Failure(
      'MERGE_OPTIONS',
      'The shards were run with different --fail-on. Say with --fail-on what makes the whole fail.',
    )
  return first
}

/** One recording of several. What more than one holds is taken from the first that got an answer. */
function joined([first, ...others]: readonly Recording[]): Joined {
  if (!first) throw new Error('there is nothing to join')
  const recordings = [first, ...others]
  const byKey = new Map<string, Recording['exchanges'][number]>()
  // Within a recording the last of a key counts, as it does where one is read.
  for (const { exchanges } of recordings) {
    for (const [key, exchange] of new Map(exchanges.map((one) => [one.key, one]))) {
      const known = byKey.get(key)
      if (known === undefined || (!isUsable(known) && isUsable(exchange))) byKey.set(key, exchange)
    }
  }
  const several = addresses(recordings)
  const note = [
    first.info.note,
    several.length > 1 ? `Answers of ${several.length} servers alike: ${several.join(', ')}` : undefined,
  ]
    .filter(Boolean)
    .join('. ')
  const recordedAt = recordings.map(({ info }) => info.recordedAt).sort()[0] ?? first.info.recordedAt
  return { info: { ...first.info, recordedAt, ...(note === '' ? {} : { note }) }, exchanges: [...byKey.values()] }
}

async function keep({ info, exchanges }: Joined, dir: string): Promise<void> {
  const { write, close } = startRecording(dir, info)
  for (const exchange of exchanges) write(exchange)
  await close()
}
