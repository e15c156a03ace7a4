import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseModels } from '../server/models.ts'
import { requestKey, requestsOf } from '../suite/request.ts'
import { isLater } from '../suite/steps.ts'
import { total } from './cost.ts'
import { loadSuites } from './load-suites.ts'
import { makePlan, type PlannedSuite } from './plan.ts'
import { planName, suitesOfShard } from './shard.ts'

const suites = await loadSuites()
const name = 'all-kinds'
const models = chooseModels([], {
  chat: name,
  tools: name,
  toolless: name,
  thinking: name,
  vision: name,
  embedding: name,
})
const { suites: planned } = makePlan(suites, models, { only: [], skip: [] })
const shards = (of: number, plan: readonly PlannedSuite[] = planned): PlannedSuite[][] =>
  Array.from({ length: of }, (_, at) => suitesOfShard(plan, { index: at + 1, of }))
const ids = (plan: readonly PlannedSuite[]): string[] => plan.map(({ suite }) => suite.id).sort()
const cost = (plan: readonly PlannedSuite[]): number => {
  const { requests, tokens } = total(plan.map(({ suite }) => suite))
  return tokens + 8 * requests
}
const keys = (plan: readonly PlannedSuite[]): Set<string> =>
  new Set(
    plan.flatMap(({ suite }) =>
      Object.values(suite.steps).flatMap((step) =>
        isLater(step)
          ? []
          : requestsOf(step).map(({ request, place }) => requestKey(request, request.model ?? suite.model, place)),
      ),
    ),
  )

describe('shards', () => {
  test.for([1, 2, 3, 5, 8])('%i of them are the plan, each suite once', (of) => {
    expect(planned.length).toBeGreaterThan(100)
    expect(ids(shards(of).flat())).toEqual(ids(planned))
  })

  test('send no request twice between them', () => {
    const each = shards(4).map(keys)
    expect(each.reduce((sum, { size }) => sum + size, 0)).toBe(new Set(each.flatMap((one) => [...one])).size)
  })

  test.for([2, 3, 4])('%i of them cost about the same', (of) => {
    const costs = shards(of).map(cost)
    expect(Math.max(...costs)).toBeLessThan(1.15 * (costs.reduce((sum, one) => sum + one, 0) / of))
  })

  test('are the same whatever the order of the suites', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(planned, { minLength: planned.length }), (shuffled) => {
        expect(shards(3, shuffled).map(ids)).toEqual(shards(3).map(ids))
        expect(planName(shuffled)).toBe(planName(planned))
      }),
      { numRuns: 10 },
    )
  })

  test('are never without work, and it is said how many there can be', () => {
    const few = planned.filter(({ suite }) =>
      ['roles/unknown', 'models/list', 'models/retrieve', 'models/lookup'].includes(suite.id),
    )
    expect(shards(2, few).every((own) => own.length > 0)).toBe(true)
    expect(() => shards(3, few)).toThrow('only 2 parts that can be run apart')
    expect(shards(1, [])).toEqual([[]])
  })

  test('a plan is named by what it asks and judges', () => {
    const [one, ...rest] = planned
    const changed = { ...one, suite: { ...one?.suite, steps: {} } } as PlannedSuite
    const fewer = { ...one, rules: one?.rules.slice(1) } as PlannedSuite
    expect(new Set([planned, rest, [changed, ...rest], [fewer, ...rest]].map(planName)).size).toBe(4)
  })
})
