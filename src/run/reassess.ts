import path from 'node:path'
import { Failure } from '../failure.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { isRecording, readRecording } from '../recording/recording.ts'
import { assess } from './assess.ts'
import { readRecord } from './read-record.ts'
import type { RunRecord } from './record.ts'

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
