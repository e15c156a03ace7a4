import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rulesOf } from '../src/judge/rules.ts'
import { total } from '../src/plan/cost.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { requestsOf } from '../src/suite/request.ts'
import { isLater } from '../src/suite/steps.ts'

const suites = await loadSuites()
const ids = suites.flatMap((suite) => rulesOf(suite).map(({ id }) => id))

test('rule ids are unique and of one form', () => {
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((id) => !/^[a-z-]+\/[a-z0-9-]+\/[a-z0-9-]+$/.test(id))).toEqual([])
})

/** Git joins what two branches add (`merge=union`), in the order of the branches, so that the order of lines means nothing. */
const sorted = (lines: readonly string[]): string => `${lines.toSorted().join('\n')}\n`

// People name rules in lists of known deviations: an id that is gone from here breaks them.
test('rule ids are never renamed', async () => {
  const kept = readFileSync(new URL('rule-ids.txt', import.meta.url), 'utf8')
  const current = sorted(ids)
  await expect(sorted(kept.trimEnd().split('\n')) === current ? kept : current).toMatchFileSnapshot('rule-ids.txt')
})

test('the default plan stays within 10,000 generated tokens', () => {
  expect(total(suites).tokens).toBeLessThanOrEqual(10_000)
})

test('every generating request is capped', () => {
  const uncapped = suites.flatMap(({ id, steps }) =>
    Object.entries(steps).flatMap(([name, step]) =>
      isLater(step)
        ? []
        : requestsOf(step).flatMap(({ request }) => {
            const generates =
              /^\/(chat\/completions|completions|responses)$/.test(request.path) &&
              request.method === 'POST' &&
              request.answer !== 'any'
            return generates && request.cap < 1 ? [`${id} ${name}`] : []
          }),
    ),
  )
  expect(uncapped).toEqual([])
})
