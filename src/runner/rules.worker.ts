import path from 'node:path'
import { inject, test } from 'vitest'
import './protocol.ts'
import type { Verdict } from '../judge/judge.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { makePlan } from '../plan/plan.ts'
import { observeRecording } from '../recording/observe-recording.ts'
import { readRecording } from '../recording/recording.ts'

const { runDir, profiles, ...selection } = inject('run')
const dir = path.join(runDir, 'target')
const suites = await loadSuites({ ...readRecording(dir).info, profiles })
const { records, observations, info } = await observeRecording(dir, suites)
const plan = makePlan(suites, info.models, selection, info.preset)

for (const { suite, rules } of plan.suites) {
  for (const entry of rules) {
    test(entry.id, { tags: [entry.rule.level] }, ({ task, skip: leaveOpen }) => {
      const verdict = entry.judge(records.get(suite.id) ?? {}, observations)
      task.meta.verdict = verdict
      if (verdict.outcome === 'pass') return
      if (verdict.outcome === 'fail') throw failed(verdict)
      leaveOpen(`${verdict.outcome}: ${verdict.reason}`)
    })
  }
}

/** A rule that failed is no fault in this code: without a stack, Vitest does not go and look for the place in its source. */
function failed({ findings }: Verdict): Error {
  const error = new Error(findings.map(({ path: at, message }) => `${at}: ${message}`).join('\n'))
  error.stack = ''
  return error
}
