import { copyFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseCommandLine } from '../../src/cli/program.ts'
import { bundled } from './bundled.ts'

/** Judges every bundled recording against the observed reference, and keeps the reports and their matrix in `reports/`. */
const out = 'reports/latest'
for (const { name, dir, report } of bundled()) {
  const target = path.relative(process.cwd(), dir)
  await parseCommandLine(['', '', 'run', '--target', target, '--reference', 'observed', '--out', out], { OPENAI_API_KEY: '' })
  mkdirSync(report, { recursive: true })
  for (const file of ['report.md', 'results.json']) copyFileSync(path.join(out, file), path.join(report, file))
  console.log(`reports/${name}`)
}
await parseCommandLine(['', '', 'matrix', ...bundled().map(({ report }) => path.relative(process.cwd(), report)), '--out', 'reports/matrix'], {})
process.exitCode = 0
