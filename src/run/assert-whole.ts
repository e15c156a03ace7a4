import { Failure } from '../failure.ts'
import type { Recording, RecordingInfo } from '../recording/recording.ts'
import { told } from '../recording/resume.ts'
import { canonical } from '../suite/request.ts'
import type { ShardRun } from './shard-run.ts'

/** What must be equal in all shards. */
interface Same {
  code: string
  of: (run: ShardRun) => string
  /** Goes on from the name of a folder. */
  says: (run: ShardRun) => string
  fix: string
}

const SAME: Same[] = [
  {
    code: 'MERGE_COUNT',
    of: ({ shard }) => String(shard.of),
    says: ({ shard }) => `is a shard of ${shard.of}`,
    fix: 'Name the shards of one run.',
  },
  {
    code: 'MERGE_VERSION',
    of: versionOf,
    says: (run) => `was judged by ${versionOf(run)}`,
    fix: 'Run all shards with one version of the suite.',
  },
  {
    code: 'MERGE_TARGET',
    of: ({ record, target }) => `${record.target.kind} ${identity(target.info)}`,
    says: ({ target }) => `holds answers of ${identity(target.info)}`,
    fix: 'Shards are of one target and the same models.',
  },
  {
    code: 'MERGE_REFERENCE',
    of: ({ record, reference }) => `${record.reference.kind} ${reference ? identity(reference.info) : ''}`,
    says: ({ record }) => `has the reference ${record.reference.label}`,
    fix: 'Run all shards with the same --reference.',
  },
  ...(
    [
      ['only', '--only'],
      ['skip', '--skip'],
      ['known', '--known'],
      ['profiles', '--profile'],
    ] as const
  ).map(([option, flag]): Same => ({
    code: 'MERGE_OPTIONS',
    of: ({ record }) => canonical(record.options[option]),
    says: () => `has its own ${flag}`,
    fix: 'Run all shards with the same options.',
  })),
  {
    code: 'MERGE_PLAN',
    of: ({ shard }) => shard.plan,
    says: () => 'is a part of its own plan',
    fix: 'Run all shards with the same options and the same files of the suite.',
  },
]

/** @throws Failure in one line where these are not all shards of one run, each once. */
export function assertWhole(runs: readonly [ShardRun, ...ShardRun[]]): void {
  const [first, ...others] = runs
  for (const { code, of, says, fix } of SAME) {
    const other = others.find((run) => of(run) !== of(first))
    if (other) throw new Failure(code, `${first.dir} ${says(first)} and ${other.dir} ${says(other)}. ${fix}`)
  }
  const byIndex = Map.groupBy(runs, ({ shard }) => shard.index)
  for (const [index, same] of byIndex) {
    if (same.length > 1)
      throw new Failure(
        'MERGE_DUPLICATE',
        `${same.map(({ dir }) => dir).join(' and ')} are both shard ${index}/${first.shard.of}. Name each shard once.`,
      )
  }
  const missing = Array.from({ length: first.shard.of }, (_, at) => `${at + 1}/${first.shard.of}`).filter(
    (_, at) => !byIndex.has(at + 1),
  )
  if (missing.length > 0)
    throw new Failure(
      'MERGE_MISSING',
      `Shard ${missing.join(', ')} is missing. Run it with --shard ${missing[0]}, and name its folder too.`,
    )
}

function versionOf({ record: { suite } }: ShardRun): string {
  return `suite ${suite.version} with ${suite.rules} rules`
}

/** A fleet of one release with the same models is one target. Where a server tells no version, only its address tells who it is. */
const identity = (info: RecordingInfo): string =>
  `${told(info)}${info.server.version === null ? ` at ${info.baseUrl}` : ''}${(info.samples ?? 1) > 1 ? ` with ${info.samples} samples` : ''}`

/** The addresses that answered, in the order of the shards. */
export const addresses = (recordings: readonly Recording[]): string[] => [
  ...new Set(recordings.map(({ info }) => info.baseUrl)),
]
