import { expect, test } from 'vitest'
import type { Hooks } from '../src/deviations/hooks.ts'
import { ruleMatcher } from '../src/globs.ts'
import { rulesOf } from '../src/judge/rules.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { judged, rulesWith } from './faults/judge-all.ts'
import { against, namedFaults } from './faults/matrix.ts'
import { againstMode, type ThinkingMode } from './faults/thinking-modes.ts'

/** Areas in which most of what breaks an app is seen. */
const AREAS = ['stop', 'streaming', 'tools', 'structured-output']
const LEAST = 0.95

const suites = await loadSuites()
const ids = suites.flatMap(rulesOf).map(({ id }) => id)
const faults = namedFaults(await against(suites, {}))

/** The rules that fail of those that a fault is about; where the only model thinks, if a mode is named. */
async function failing(causes: string[], hooks: Hooks, mode?: ThinkingMode): Promise<string[]> {
  const wanted = new Set(ids.filter(ruleMatcher(causes)))
  const isWanted = (id: string): boolean => wanted.has(id)
  const answered = mode ? await againstMode(suites, hooks, mode, isWanted) : await against(suites, hooks, isWanted)
  return rulesWith(
    'fail',
    judged(answered, ({ id }) => wanted.has(id)),
  )
}

test.each([
  ['can be kept from thinking', 'optional'],
  ['always thinks', 'always'],
] as const)('faults are caught where the only model %s', async (_, mode) => {
  const missed: Record<string, string[]> = {}
  const known: Record<string, number> = {}
  for (const { name, rules: causes, hooks } of faults) {
    const plain = await failing(causes, hooks)
    const area = plain[0]?.split('/')[0] ?? ''
    if (!AREAS.includes(area)) continue
    known[area] = (known[area] ?? 0) + 1
    if ((await failing(causes, hooks, mode)).length === 0) (missed[area] ??= []).push(name)
  }
  for (const area of AREAS) {
    const share = 1 - (missed[area]?.length ?? 0) / (known[area] ?? 0)
    expect([area, share >= LEAST, share < LEAST ? missed[area] : []]).toEqual([area, true, []])
  }
})
