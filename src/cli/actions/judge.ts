import { existsSync } from 'node:fs'
import path from 'node:path'
import { reassess, writeReports } from '../../run/assess.ts'
import { judgeCapture, type CaptureSetup } from '../../run/judge-capture.ts'
import { FORMATS } from '../../run/options.ts'
import { printVerdict } from '../verdict.ts'

export async function judgeCommand(place: string, setup: Omit<CaptureSetup, 'file'>): Promise<number> {
  const isRun = existsSync(path.join(place, 'results.json'))
  const record = isRun ? await reassess(place) : await judgeCapture({ ...setup, file: place })
  const written = { out: isRun ? path.normalize(place) : setup.out, formats: [...FORMATS] }
  writeReports(record, written)
  printVerdict(record, written)
  return record.summary.exitCode
}
