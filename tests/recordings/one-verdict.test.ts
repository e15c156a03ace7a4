import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { deviations } from '../../src/deviations/catalogue.ts'
import { buildMatrix } from '../../src/history/matrix.ts'
import type { Upgrade } from '../../src/history/upgrade.ts'
import { ruleResult, unjudged } from '../../src/judge/rule-result.ts'
import { run } from '../../src/library/run.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { makePlan, type Plan, type Selection } from '../../src/plan/plan.ts'
import { selectFor } from '../../src/plan/select.ts'
import { shippedProfiles } from '../../src/policy/profile-file.ts'
import { judgeProfile, type ProfileVerdict } from '../../src/policy/profile-verdict.ts'
import type { Profile } from '../../src/policy/profile.ts'
import type { RunRecord } from '../../src/record/record.ts'
import { observeRecording, type Answers } from '../../src/recording/observe-recording.ts'
import { readRecording } from '../../src/recording/recording.ts'
import { cli, folder } from '../cli/command-line.ts'
import { bundled } from './bundled.ts'

const suites = await loadSuites()
/** A client that breaks with every seventh deviation and survives the others. */
const measured: Profile = {
  id: 'measured',
  name: 'Measured',
  measured: { date: '2026-11-30', by: 'npm run e2e' },
  sends: { endpoints: ['POST /chat/completions'], parameters: [] },
  deviations: {
    breaks: deviations.flatMap(({ name }, at) => (at % 7 === 0 ? [{ name, shows: 'text: none came' }] : [])),
    survives: deviations.flatMap(({ name }, at) => (at % 7 === 0 ? [] : [name])),
  },
}
const profiles = [...shippedProfiles(), measured]

/** How a client fares where just the plan was asked, judged from the answers to everything. */
function fares(
  profile: Profile,
  { suites: planned, skipped }: Plan,
  { records, observations }: Answers,
): ProfileVerdict {
  const keys = new Set(
    planned.flatMap(({ suite }) =>
      Object.values(records.get(suite.id) ?? {}).flatMap((step) =>
        step.sent ? step.observations.map(({ exchange }) => exchange.key) : [],
      ),
    ),
  )
  const pool = observations.filter(({ exchange }) => keys.has(exchange.key))
  const judged = planned.flatMap(({ rules }) =>
    rules.map((entry) => ruleResult(entry, entry.judge(records.get(entry.suite.id) ?? {}, pool))),
  )
  const left = skipped.map(({ entry, code, reason }) => unjudged(entry, code, reason))
  return judgeProfile(profile, profiles, [...judged, ...left])
}

describe.for(bundled())('a client has one verdict on $name', ({ dir }) => {
  test('in a run of everything and in a run about the client', async () => {
    const recording = readRecording(dir)
    const planOf = (selection: Selection): Plan => makePlan(suites, recording.info.models, selection)
    const whole = planOf({ only: [], skip: [] })
    const answers = await observeRecording(
      recording,
      whole.suites.map(({ suite }) => suite),
    )
    const told = ({ verdict, breaks, limits }: ProfileVerdict): unknown => ({ verdict, breaks, limits })
    for (const profile of profiles) {
      const own = planOf(selectFor([profile], () => profiles, suites, { only: [], skip: [] }))
      expect([profile.id, told(fares(profile, own, answers))]).toEqual([
        profile.id,
        told(fares(profile, whole, answers)),
      ])
      expect(own.requests).toBeLessThan(whole.requests)
    }
  })
})

// A stream of it ends in silence, in a suite that no profile names.
test('so it has in `run --profile`, in `compare`, and in the matrix', async () => {
  const target = bundled().find(({ name }) => name === 'ollama-0.5.7')?.dir ?? ''
  const judged = (profile: string[]): Promise<RunRecord> =>
    run({ target, reference: 'none', profiles: profile, out: folder(), formats: ['json'] })
  const verdictIn = (clients: readonly Pick<ProfileVerdict, 'id' | 'verdict'>[]): string | undefined =>
    clients.find(({ id }) => id === 'openai-node')?.verdict
  const [everything, one] = [await judged([]), await judged(['openai-node'])]
  const verdict = verdictIn(everything.profiles)
  expect(verdict).toMatch(/^(breaks|works|works-with-limits|not-judged)$/)
  expect(verdictIn(one.profiles)).toBe(verdict)
  expect(one.traffic.target.requests).toBeLessThan(everything.traffic.target.requests)
  const matrix = buildMatrix([everything], { shows: () => true })
  expect(verdictIn(matrix.runs[0]?.clients ?? [])).toBe(verdict)
  const out = folder()
  await cli(['compare', target, target, '--profile', 'openai-node', '--out', out])
  const { clients } = JSON.parse(readFileSync(path.join(out, 'upgrade.json'), 'utf8')) as Upgrade
  expect(clients).toMatchObject([{ id: 'openai-node', before: verdict, after: verdict }])
})
