import { Failure } from '../failure.ts'
import type { Recording, RecordingInfo } from '../recording/recording.ts'
import { told } from '../recording/resume.ts'
import { canonical } from '../send/request.ts'
import type { ShardRun } from './shard-run.ts'

/** What must be equal in all shards, and how it is called. */
const EQUAL: { code: string; of: (run: ShardRun) => string; differs: (run: ShardRun, other: ShardRun) => string }[] = [
  { code: 'MERGE_COUNT', of: ({ shard }) => String(shard.of), differs: (a, b) => `${a.dir} is a shard of ${a.shard.of} and ${b.dir} one of ${b.shard.of}. Name the shards of one run.` },
  { code: 'MERGE_VERSION', of: ({ record }) => version(record.suite), differs: (a, b) => `${a.dir} was judged by ${version(a.record.suite)} and ${b.dir} by ${version(b.record.suite)}. Run all shards with one version of the suite.` },
  { code: 'MERGE_TARGET', of: ({ record, target }) => `${record.target.kind} ${identity(target.info)}`, differs: (a, b) => `${a.dir} holds answers of ${identity(a.target.info)} and ${b.dir} of ${identity(b.target.info)}. Shards are of one target and the same models.` },
  { code: 'MERGE_REFERENCE', of: ({ record, reference }) => `${record.reference.kind} ${reference ? identity(reference.info) : ''}`, differs: (a, b) => `${a.dir} has the reference ${a.record.reference.label} and ${b.dir} ${b.record.reference.label}. Run all shards with the same --reference.` },
  ...(['only', 'skip', 'known'] as const).map((option) => ({ code: 'MERGE_OPTIONS', of: ({ record }: ShardRun) => canonical(record.options[option]), differs: (a: ShardRun, b: ShardRun) => `${a.dir} and ${b.dir} were run with different --${option}. Run all shards with the same options.` })),
  { code: 'MERGE_OPTIONS', of: ({ record }) => canonical(record.options.profiles), differs: (a, b) => `${a.dir} and ${b.dir} were run with different --profile. Run all shards with the same options.` },
  { code: 'MERGE_PLAN', of: ({ shard }) => shard.plan, differs: (a, b) => `${a.dir} and ${b.dir} are parts of different plans. Run all shards with the same options and the same files of the suite.` },
]

/** @throws Failure in one line where these are not all shards of one run, each once. */
export function assertWhole(runs: readonly [ShardRun, ...ShardRun[]]): void {
  const [first, ...others] = runs
  for (const { code, of, differs } of EQUAL) {
    const other = others.find((run) => of(run) !== of(first))
    if (other) throw new Failure(code, differs(first, other))
  }
  const byIndex = Map.groupBy(runs, ({ shard }) => shard.index)
  for (const [index, same] of byIndex) {
    if (same.length > 1) throw new Failure('MERGE_DUPLICATE', `${same.map(({ dir }) => dir).join(' and ')} are both shard ${index}/${first.shard.of}. Name each shard once.`)
  }
  const missing = Array.from({ length: first.shard.of }, (_, at) => `${at + 1}/${first.shard.of}`).filter((_, at) => !byIndex.has(at + 1))
  if (missing.length > 0) throw new Failure('MERGE_MISSING', `Shard ${missing.join(', ')} is missing. Run it with --shard ${missing[0]}, and name its folder too.`)
}

const version = ({ version: number, rules }: { version: string; rules: number }): string => `suite ${number} with ${rules} rules`

/** A fleet of one release with the same models is one target. Where a server tells no version, only its address tells who it is. */
const identity = (info: RecordingInfo): string => `${told(info)}${info.server.version === null ? ` at ${info.baseUrl}` : ''}${(info.samples ?? 1) > 1 ? ` with ${info.samples} samples` : ''}`

/** The addresses that answered, in the order of the shards. */
export const addresses = (recordings: readonly Recording[]): string[] => [...new Set(recordings.map(({ info }) => info.baseUrl))]
