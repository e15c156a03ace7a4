import { expect, test } from 'vitest'
import { loadSuites } from '../plan/load-suites.ts'
import { makePlan } from '../plan/plan.ts'
import type { RunRecord } from '../record/record.ts'
import { observeRecording } from '../recording/observe-recording.ts'
import type { RecordingInfo } from '../recording/recording.ts'
import { readRecording } from '../recording/recording.ts'
import { bundledRecording } from '../server/sides.ts'
import { assess } from './assess.ts'

const { info, exchanges } = readRecording(bundledRecording())

/** Judges two suites by a recording that holds the answers to but one of them. */
async function judgedBy(more: Partial<RecordingInfo>): Promise<RunRecord> {
  const suites = (await loadSuites()).filter(({ id }) => id === 'stop/string' || id === 'models/list')
  const plan = makePlan(suites, info.models, { only: [], skip: [] })
  const held = exchanges.filter(({ request }) => request.method === 'POST')
  const target = await observeRecording({ info: { ...info, ...more }, exchanges: held }, suites)
  const options = { failOn: 'must' as const, only: [], skip: [], interrupted: false, known: [], profiles: [] }
  const reference = { kind: 'none' as const }
  return assess({ ...options, command: '', startedAt: '', suites, plan, targetKind: 'recording', target, reference })
    .record
}

test('a rule that a recording has no answer for could not be judged', async () => {
  const { summary, rules } = await judgedBy({})
  expect(summary.exitCode).toBe(2)
  expect(rules.filter(({ code }) => code === 'not-recorded').length).toBeGreaterThan(0)
})

test('where the bundled recording stands in for a server, younger rules are left out', async () => {
  const { summary, rules } = await judgedBy({ bundled: true })
  expect(summary.exitCode).toBe(0)
  expect(rules.filter(({ code }) => code === 'not-recorded')).toEqual([])
  expect(rules.find(({ code }) => code === 'not-selected')?.reason).toBe(
    'the rule is younger than the bundled recording',
  )
})
