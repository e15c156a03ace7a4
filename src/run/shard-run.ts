import path from 'node:path'
import { Failure } from '../failure.ts'
import { readRecord } from '../record/read-record.ts'
import type { RunRecord } from '../record/record.ts'
import type { NamedShard } from '../record/shard.ts'
import { isRecording, readRecording, type Recording } from '../recording/recording.ts'

/** A run folder that holds one shard. */
export interface ShardRun {
  dir: string
  record: RunRecord
  shard: NamedShard
  target: Recording
  reference: Recording | null
}

/** @throws Failure for a folder that holds no shard. */
export function readShard(dir: string): ShardRun {
  const record = readRecord(path.join(dir, 'results.json'))
  const { shard } = record.options
  if (!shard)
    throw new Failure(
      'MERGE_NO_SHARD',
      `${dir} holds a whole run, not a shard. Name folders that were written with --shard I/N.`,
    )
  const [target, reference] = ['target', 'reference'].map((side) => path.join(dir, side))
  if (target === undefined || !isRecording(target))
    throw new Failure(
      'MERGE_NO_SHARD',
      `${dir}/target holds no exchanges. Keep the whole folder of a shard, not results.json alone.`,
    )
  return {
    dir,
    record,
    shard,
    target: readRecording(target),
    reference: reference !== undefined && isRecording(reference) ? readRecording(reference) : null,
  }
}
