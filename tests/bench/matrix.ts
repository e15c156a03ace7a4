import { globSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { RunRecord } from '../../src/record/record.ts'
import type { Bench } from './bench.ts'
import { MAIN, startedOften } from './child.ts'
import { mb, ms } from './cost.ts'
import { allRecordings } from './recordings.ts'
import { scratch } from './scratch.ts'
import { suiteRun } from './suite-run.ts'

const RUNS = [4, 200]

/** Records as of so many releases: those of the recordings, each under many versions and with some other outcomes. */
async function writeRuns(folder: string): Promise<string[]> {
  const records: RunRecord[] = []
  for (const target of allRecordings()) records.push(await suiteRun({ target, out: path.join(scratch(), 'recorded') }))
  return Array.from({ length: Math.max(...RUNS) }, (_, at) => {
    const record = records[at % records.length] as RunRecord
    const dir = path.join(folder, `run-${at}`)
    mkdirSync(dir, { recursive: true })
    writeFileSync(path.join(dir, 'results.json'), JSON.stringify(asRelease(record, at)))
    return dir
  })
}

function asRelease(record: RunRecord, at: number): RunRecord {
  const { target } = record
  const rules = record.rules.map((rule, place) =>
    (place + at) % 97 === 0 && rule.outcome === 'pass'
      ? { ...rule, outcome: 'inconclusive' as const, reason: `release ${at}` }
      : rule,
  )
  return {
    ...record,
    rules,
    target: { ...target, label: `release ${at}`, server: { software: 'Ollama', version: `1.${at}.0` } },
  }
}

export const matrix: Bench = {
  name: 'matrix',
  about: 'run records side by side, all formats',
  async run({ repeats }) {
    const runs = await writeRuns(path.join(scratch(), 'runs'))
    const out = path.join(scratch(), 'matrix')
    const rows: string[][] = []
    for (const count of RUNS) {
      const { later } = await startedOften([MAIN, 'matrix', ...runs.slice(0, count), '--out', out], repeats)
      const read = runs.slice(0, count).reduce((sum, dir) => sum + statSync(path.join(dir, 'results.json')).size, 0)
      const written = globSync('*.*', { cwd: out }).reduce((sum, file) => sum + statSync(path.join(out, file)).size, 0)
      rows.push([String(count), ms(later.wall), ms(later.cpu), mb(later.peak), mb(read), mb(written)])
    }
    return {
      heading: 'Matrix of run records',
      columns: ['records', 'wall ms', 'CPU ms', 'peak MB', 'read MB', 'written MB'],
      rows,
    }
  },
}
