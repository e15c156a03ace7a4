import { expect, test } from 'vitest'
import { deviations } from '../src/deviations/catalogue.ts'
import { isInReplies } from '../src/deviations/inject.ts'
import { symptoms } from '../src/deviations/symptoms.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { failingRules } from './faults/failing-rules.ts'
import { withInjected } from './faults/injected.ts'
import { OTHERWISE } from './shown-otherwise.ts'

const suites = await loadSuites()

/** Those whose replies a server gives as well: `effect` only resembles what a server would answer. */
const exact = deviations.filter(
  (one) => isInReplies(one) && one.effect === undefined && symptoms().has(one.name) && !(one.name in OTHERWISE),
)

/** Holds right after `npm run pages -- faults`: a younger rule fails with older deviations, too. */
test.runIf(process.env['EXACT'] !== undefined).each(exact)(
  '$name, put into the answers of a server, fails what it fails where a server shows it',
  async (one) => {
    expect(failingRules(await withInjected(suites, one))).toEqual([...(symptoms().get(one.name) ?? [])].sort())
  },
)

test('what is shown otherwise is of deviations that there are', () => {
  const names = new Set(deviations.map(({ name }) => name))
  expect(Object.keys(OTHERWISE).filter((name) => !names.has(name))).toEqual([])
})
