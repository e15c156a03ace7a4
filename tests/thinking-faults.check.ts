import { expect, test } from 'vitest'
import { ruleMatcher } from '../src/globs.ts'
import { rulesOf } from '../src/judge/rules.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { asker } from '../src/server/discover.ts'
import { withTraits } from '../src/server/measure-traits.ts'
import type { ChosenModels } from '../src/suite/models.ts'
import { askAll, judged, rulesWith } from '../stand-in/faults/judge-all.ts'
import { against, namedFaults } from '../stand-in/faults/matrix.ts'
import type { Hooks } from '../stand-in/hooks.ts'
import { inProcessTransport } from '../stand-in/in-process-transport.ts'
import { onlyModel, standInModels } from '../stand-in/models.ts'
import { handle } from '../stand-in/stand-in.ts'

/** Areas in which most of what breaks an app is seen. */
const AREAS = ['stop', 'streaming', 'tools', 'structured-output']
const LEAST = 0.95

const suites = await loadSuites()
const ids = suites.flatMap(rulesOf).map(({ id }) => id)
const faults = namedFaults(await against(suites, {}))

/** The rules that fail of those that a fault is about, on a server with these models. */
async function failing(kills: string[], hooks: Hooks, chosen: ChosenModels): Promise<string[]> {
  const transport = inProcessTransport((request) => handle(request, { hooks }))
  const models = await withTraits(asker(transport), '/v1', chosen, [])
  const wanted = new Set(ids.filter(ruleMatcher(kills)))
  const answered = await askAll(suites, transport, (id) => wanted.has(id), models)
  return rulesWith(
    'fail',
    judged(answered, ({ id }) => wanted.has(id)),
  )
}

test.each([
  ['can be kept from thinking', 'qwen3-0.6b'],
  ['always thinks', 'deepseek-r1-1.5b'],
] as const)('faults are caught where the only model %s', async (_, model) => {
  const missed: Record<string, string[]> = {}
  const known: Record<string, number> = {}
  for (const { name, kills, hooks } of faults) {
    const plain = await failing(kills, hooks, standInModels)
    const area = plain[0]?.split('/')[0] ?? ''
    if (!AREAS.includes(area)) continue
    known[area] = (known[area] ?? 0) + 1
    if ((await failing(kills, hooks, onlyModel(model))).length === 0) (missed[area] ??= []).push(name)
  }
  for (const area of AREAS) {
    const share = 1 - (missed[area]?.length ?? 0) / (known[area] ?? 0)
    expect([area, share >= LEAST, share < LEAST ? missed[area] : []]).toEqual([area, true, []])
  }
})
