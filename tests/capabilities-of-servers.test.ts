import { expect, test } from 'vitest'
import type { Hooks } from '../src/deviations/hooks.ts'
import { ruleResult } from '../src/judge/rule-result.ts'
import { rulesOf } from '../src/judge/rules.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { judgeCapabilities, type CapabilityVerdict } from '../src/policy/capabilities.ts'
import { shippedCapabilities } from '../src/policy/capability-file.ts'
import { faults } from '../stand-in/faults/catalogue.ts'
import { judged } from './faults/judge-all.ts'
import { against } from './faults/matrix.ts'

const suites = await loadSuites()
const entries = new Map(suites.flatMap(rulesOf).map((entry) => [entry.id, entry]))

/** What does not work of a server, by capability. */
async function lacking(hooks: Hooks): Promise<Record<string, CapabilityVerdict['state']>> {
  const verdicts = judged(await against(suites, hooks))
  const rules = [...verdicts].flatMap(([id, verdict]) => {
    const entry = entries.get(id)
    return entry ? [ruleResult(entry, verdict)] : []
  })
  const found = judgeCapabilities(shippedCapabilities(), rules).filter(({ state }) => state !== 'works')
  return Object.fromEntries(found.map(({ id, state }) => [id, state]))
}
const hooksOf = (name: string): Hooks => faults.find((fault) => fault.name === name)?.hooks ?? {}

/** The stand-in works on all calls at once, so nobody sees whether it stops one that was given up. */
const UNSEEN = { cancellation: 'not-judged' }

test('everything works with a server that conforms', async () => {
  expect(await lacking({})).toEqual(UNSEEN)
})

test('what a server ignores is ignored, and nothing else', async () => {
  expect(await lacking(hooksOf('tool-choice-required-ignored'))).toEqual({
    ...UNSEEN,
    'tool-choice-required': 'ignored',
    'responses-tools': 'partly',
  })
})

test('what an endpoint is needed for is absent with it, and nothing else', async () => {
  const found = await lacking({
    response: (reply, { path }) =>
      path.startsWith('/v1/responses')
        ? { ...reply, status: 404, headers: [], chunks: [{ afterMs: 1, bytes: '404 page not found' }] }
        : reply,
  })
  const own = shippedCapabilities().filter(({ id }) => id.startsWith('responses-'))
  expect(found).toEqual({ ...UNSEEN, ...Object.fromEntries(own.map(({ id }) => [id, 'absent'])) })
})
