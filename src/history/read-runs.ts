import { existsSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'
import { readRecord } from '../record/read-record.ts'
import type { RunRecord } from '../record/record.ts'

/**
 * Reads the run records that folders or files name, one by one: they are large, and a matrix keeps little of each.
 * @throws Failure for the first that cannot be read as one.
 */
export function* readRuns(named: readonly string[]): Generator<RunRecord> {
  const read = new Set<string>()
  for (const file of named.map(recordFile)) {
    // One run named twice is one column.
    const place = realpathSync(file)
    if (!read.has(place)) yield readRecord(file)
    read.add(place)
  }
}

function recordFile(named: string): string {
  if (!existsSync(named))
    throw new Failure(
      'RUN_INVALID',
      `${named} does not exist. Name folders that \`run\` wrote with --out, or their results.json.`,
    )
  const file = statSync(named).isDirectory() ? path.join(named, 'results.json') : named
  if (!existsSync(file))
    throw new Failure('RUN_INVALID', `${named} holds no results.json. Name a folder that \`run\` wrote with --out.`)
  return file
}
