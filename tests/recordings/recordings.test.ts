import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import { buildMatrix } from '../../src/history/matrix.ts'
import { readRuns } from '../../src/history/read-runs.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { makePlan } from '../../src/plan/plan.ts'
import { observeRecording } from '../../src/recording/observe-recording.ts'
import { readRecording } from '../../src/recording/recording.ts'
import { observedReference } from '../../src/compare/observed.ts'
import type { RunRecord } from '../../src/record/record.ts'
import { bundled } from './bundled.ts'

const suites = await loadSuites()
const MOST_BYTES = 2 * 1024 * 1024

test('real servers of at least three releases are recorded', () => {
  expect(bundled().length).toBeGreaterThanOrEqual(3)
})

describe.for(bundled())('$name', ({ dir, report }) => {
  const results = JSON.parse(readFileSync(path.join(report, 'results.json'), 'utf8')) as RunRecord

  test('is small, and says whose answers it holds', () => {
    expect(statSync(path.join(dir, 'exchanges.jsonl')).size).toBeLessThan(MOST_BYTES)
    expect(readRecording(dir).info.server).toEqual({ software: 'Ollama', version: path.basename(dir).replace('ollama-', '') })
  })

  // A new or changed rule shows here: look at what became of it, then run `npm run reports`.
  test('gives the outcomes of its committed report', async () => {
    const recording = readRecording(dir)
    const { suites: planned } = makePlan(suites, recording.info.models, { only: [], skip: [] })
    const { records, observations } = await observeRecording(recording, planned.map(({ suite }) => suite))
    const outcomes = planned.flatMap(({ suite, rules }) =>
      rules.map((entry) => [entry.id, entry.judge(records.get(suite.id) ?? {}, observations).outcome] as const))
    const committed = new Map(results.rules.map(({ id, outcome }) => [id, outcome]))
    expect(outcomes.filter(([, outcome]) => outcome === 'error')).toEqual([])
    expect(outcomes.filter(([id, outcome]) => committed.get(id) !== outcome)).toEqual([])
    expect(compare(observations, observedReference())).toEqual(results.differences)
  })
})

test('the matrix in reports/ is that of the reports beside it; `npm run reports` brings it up to date', () => {
  const matrix: unknown = JSON.parse(readFileSync(path.join(bundled()[0]?.report ?? '', '../matrix/matrix.json'), 'utf8'))
  expect(matrix).toEqual(JSON.parse(JSON.stringify(buildMatrix(readRuns(bundled().map(({ report }) => report)), { shows: () => true }))))
})
