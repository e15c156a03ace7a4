import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Format } from '../../report/formats.ts'
import { namedPreset } from '../../presets/preset-file.ts'
import { reassess } from '../../run/reassess.ts'
import { judgeCapture, type CaptureSetup } from '../../run/judge-capture.ts'
import { writeReports } from '../../run/reports.ts'
import type { Environment } from '../../run/sides.ts'
import { publish } from '../publish.ts'
import { printVerdict } from '../verdict.ts'

export async function judgeCommand(place: string, formats: Format[], env: Environment, { preset, ...setup }: Omit<CaptureSetup, 'file' | 'preset'> & { preset?: string }): Promise<number> {
  const isRun = existsSync(path.join(place, 'results.json'))
  const record = isRun ? await reassess(place) : await judgeCapture({ ...setup, file: place, preset: preset === undefined ? undefined : namedPreset(preset, '--preset') })
  const options = { out: isRun ? path.normalize(place) : setup.out, formats }
  await writeReports(record, options)
  await publish(record, options, env)
  printVerdict(record, options)
  return record.summary.exitCode
}
