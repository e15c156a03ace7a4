import path from 'node:path'
import { reassess, writeReports } from '../../run/assess.ts'
import { FORMATS } from '../../run/options.ts'
import { printVerdict } from '../verdict.ts'

export async function judgeCommand(dir: string): Promise<number> {
  const record = await reassess(dir)
  writeReports(record, { out: dir, formats: [...FORMATS] })
  printVerdict(record, { out: path.normalize(dir), formats: [...FORMATS] })
  return record.summary.exitCode
}
