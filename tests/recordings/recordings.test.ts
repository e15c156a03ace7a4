import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import { observedReference } from '../../src/compare/observed.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { makePlan } from '../../src/plan/plan.ts'
import { isRequiredByClients } from '../../src/policy/client-needs.ts'
import type { RunRecord } from '../../src/record/record.ts'
import { observeRecording } from '../../src/recording/observe-recording.ts'
import { readRecording } from '../../src/recording/recording.ts'
import { bundled, releases } from './bundled.ts'

const suites = await loadSuites()
const MOST_BYTES = 2 * 1024 * 1024

test('real servers of at least three releases are recorded', () => {
  expect(releases().length).toBeGreaterThanOrEqual(3)
})

describe.for(bundled())('$name', ({ dir, report }) => {
  const results = JSON.parse(readFileSync(path.join(report, 'results.json'), 'utf8')) as RunRecord

  test('is small, and says whose answers it holds', () => {
    expect(statSync(path.join(dir, 'exchanges.jsonl')).size).toBeLessThan(MOST_BYTES)
    expect(readRecording(dir).info.server).toEqual({
      software: 'Ollama',
      version: path.basename(dir).replace(/^.*ollama-/, ''),
    })
  })

  // A changed rule shows here: look at what became of it, then run `npm run pages -- reports`. What the report does not know yet is a
  // new rule, or an answer that nobody has recorded: it is printed, and in the report from the next time on that pages are made.
  test('gives the outcomes of its committed report', async () => {
    const recording = readRecording(dir)
    const { suites: planned } = makePlan(suites, recording.info.models, { only: [], skip: [] })
    const { records, observations } = await observeRecording(
      recording,
      planned.map(({ suite }) => suite),
    )
    const verdicts = planned.flatMap(({ suite, rules }) =>
      rules.map((entry) => ({ id: entry.id, ...entry.judge(records.get(suite.id) ?? {}, observations) })),
    )
    const committed = new Map(results.rules.map(({ id, outcome }) => [id, outcome]))
    const [old, young] = [
      verdicts.filter(({ id }) => committed.has(id)),
      verdicts.filter(({ id }) => !committed.has(id)),
    ]
    for (const { id, outcome, code } of young)
      console.log(`${results.target.server?.version}, new: ${id} ${code ?? outcome}`)
    expect(verdicts.filter(({ outcome }) => outcome === 'error')).toEqual([])
    expect(old.filter(({ id, outcome }) => committed.get(id) !== outcome)).toEqual([])
    expect(compare(observations, observedReference(), isRequiredByClients)).toEqual(results.differences)
  })
})
