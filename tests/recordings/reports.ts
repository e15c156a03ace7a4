import { copyFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseCommandLine } from '../../src/cli/program.ts'
import { readRecord } from '../../src/record/read-record.ts'
import type { RunRecord } from '../../src/record/record.ts'
import { bundled, releases } from './bundled.ts'

const OUT = 'reports/latest'

/** Judges every bundled recording against the observed reference, and keeps the reports and their matrix in `reports/`. */
export async function writeReports(): Promise<void> {
  const here = (file: string): string => path.relative(process.cwd(), file)
  for (const { dir, report } of bundled()) {
    await parseCommandLine(['', '', 'run', '--target', here(dir), '--reference', 'observed', '--out', OUT], {
      OPENAI_API_KEY: '',
    })
    mkdirSync(report, { recursive: true })
    for (const file of ['report.md', 'evidence.md', 'results.json'])
      copyFileSync(path.join(OUT, file), path.join(report, file))
  }
  await parseCommandLine(
    ['', '', 'matrix', ...releases().map(({ report }) => here(report)), '--out', 'reports/matrix'],
    {},
  )
  process.exitCode = 0
}

/** The committed reports, the oldest release first. */
export const reportsOfRecordings = (): { name: string; record: RunRecord }[] =>
  releases()
    .map(({ name, report }) => ({ name, record: readRecord(path.join(report, 'results.json')) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
