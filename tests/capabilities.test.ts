import { describe, expect, test } from 'vitest'
import { ruleMatcher } from '../src/globs.ts'
import type { RuleResult } from '../src/judge/rule-result.ts'
import { rulesOf } from '../src/judge/rules.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import {
  judgeCapabilities,
  rulesOfCapability,
  type Capability,
  type CapabilityState,
} from '../src/policy/capabilities.ts'
import { shippedCapabilities } from '../src/policy/capability-file.ts'
import { ollamaClaims } from '../src/policy/claims.ts'
import { shippedProfiles } from '../src/policy/profile-file.ts'
import { reportsOfRecordings } from './recordings/reports.ts'
import { rule } from './rule-result.ts'

const capabilities = shippedCapabilities()
const rules = (await loadSuites()).flatMap(rulesOf)
const ids = rules.map(({ id }) => id)
const reports = reportsOfRecordings()

test('each has a name and an id of its own, and needs an earlier one', () => {
  expect(new Set(capabilities.map(({ id }) => id)).size).toBe(capabilities.length)
  expect(new Set(capabilities.map(({ name }) => name)).size).toBe(capabilities.length)
  for (const [at, { needs }] of capabilities.entries())
    if (needs !== undefined) expect(capabilities.slice(0, at).map(({ id }) => id)).toContain(needs)
})

test('no id is that of an area or a client, which can be explained as well', () => {
  const others = new Set([...rules.map(({ suite }) => suite.area), ...shippedProfiles().map(({ id }) => id)])
  expect(capabilities.filter(({ id }) => others.has(id)).map(({ id }) => id)).toEqual([])
})

test('what a server documents of itself is about capabilities that there are', () => {
  const known = new Set(capabilities.map(({ id }) => id))
  expect(ollamaClaims.claims.filter(({ capability }) => !known.has(capability))).toEqual([])
})

test('the capabilities of a group are together', () => {
  const groups = capabilities.map(({ group }) => group)
  const begins = groups.filter((group, at) => group !== groups[at - 1])
  expect(begins).toEqual([...new Set(groups)])
})

describe.for(capabilities)('$id', (capability) => {
  const { core = [], more = [], survives = [] } = capability
  const own = rulesOfCapability(capability, rules)

  test('every glob matches a rule, and a handful decides', () => {
    for (const glob of [...core, ...more, ...survives]) expect(ids.filter(ruleMatcher([glob])), glob).not.toEqual([])
    expect(own.core.length).toBeGreaterThan(0)
    expect(own.core.length).toBeLessThan(12)
    expect(ids.filter(ruleMatcher(core)).length).toBe(own.core.length)
  })

  test.for(statesOf(capability))('can be %s', ([state, results]) => {
    expect(judgeCapabilities([{ ...capability, needs: '' }], results)[0]?.state).toBe(state)
  })
})

test('a new rule in a topic that decides is noticed without a word in the list', () => {
  const topics = new Set(
    capabilities.flatMap((one) =>
      rulesOfCapability(one, rules).core.map(({ id }) => id.split('/').slice(0, 2).join('/')),
    ),
  )
  const uncaught = [...topics].filter(
    (topic) => !capabilities.some((one) => rulesOfCapability(one, [{ id: `${topic}/a-new-rule` }]).more.length > 0),
  )
  expect(topics.size).toBeGreaterThan(30)
  expect(uncaught).toEqual([])
})

test.for<[capability: string, version: string, state: CapabilityState]>([
  ['chat-answers', '0.5.7', 'works'],
  ['streamed-chat', '0.5.7', 'partly'],
  ['streamed-chat', '0.32.15', 'works'],
  ['max-completion-tokens', '0.32.15', 'ignored'],
  ['n', '0.5.7', 'ignored'],
  ['log-probabilities', '0.5.7', 'ignored'],
  ['tool-calls', '0.32.15', 'works'],
  ['tool-choice-required', '0.32.15', 'ignored'],
  ['tool-schemas', '0.5.7', 'partly'],
  ['tool-schemas', '0.12.11', 'works'],
  ['images', '0.32.15', 'not-judged'],
  ['embeddings-base64', '0.5.7', 'ignored'],
  ['embeddings-base64', '0.12.11', 'works'],
  ['embeddings-tokens', '0.32.15', 'refused'],
  ['responses-text', '0.12.11', 'absent'],
  ['responses-text', '0.24.0', 'works'],
  ['responses-reasoning', '0.5.7', 'absent'],
  ['responses-limits', '0.32.15', 'partly'],
  ['responses-state', '0.32.15', 'ignored'],
  ['suffix', '0.24.0', 'refused'],
])('%s of Ollama %s: %s', ([capability, version, state]) => {
  const record = reports.find(({ name }) => name === `ollama-${version}`)?.record
  expect(record?.capabilities.find(({ id }) => id === capability)?.state).toBe(state)
})

/** Results of all its rules with which it comes out in each state. */
function statesOf(capability: Capability): [CapabilityState, RuleResult[]][] {
  const { core, more } = rulesOfCapability(capability, rules)
  const all = (
    of: readonly { id: string }[],
    outcome: 'pass' | 'fail',
    detail: Partial<RuleResult> = {},
  ): RuleResult[] => of.map(({ id }) => rule(id, outcome, detail))
  const held = all(more, 'pass')
  const kind = (of: 'ignored' | 'missing'): Partial<RuleResult> => ({
    findings: [{ kind: of, path: '$', message: 'm', expected: 1, actual: 2 }],
  })
  const open = (outcome: 'unsupported' | 'inconclusive', code: RuleResult['code'] & string): RuleResult[] => [
    ...core.map(({ id }) => rule(id, outcome, { code, reason: 'why' })),
    ...held,
  ]
  const [first, ...rest] = [...core, ...more].toReversed()
  return [
    ['works', [...all(core, 'pass'), ...held]],
    ['ignored', [...all(core, 'fail', kind('ignored')), ...held]],
    ['absent', [...all(core, 'fail', kind('missing')), ...held]],
    ['absent', open('inconclusive', 'endpoint-absent')],
    ['refused', open('unsupported', 'refused')],
    ['not-judged', open('inconclusive', 'model')],
    ...(first && rest.length > 0
      ? [
          ['partly', [...all(rest, 'pass'), ...all([first], 'fail', kind('missing'))]] satisfies [
            CapabilityState,
            RuleResult[],
          ],
        ]
      : []),
  ]
}
