import { expect, test } from 'vitest'
import { deviations, effects } from '../src/deviations/catalogue.ts'
import type { Deviation } from '../src/deviations/deviation.ts'
import { fieldDeviationsOf, PLACES } from '../src/deviations/fields.ts'
import { injected } from '../src/deviations/in-exchange.ts'
import { isInReplies } from '../src/deviations/inject.ts'
import { symptoms } from '../src/deviations/symptoms.ts'
import { ruleMatcher } from '../src/globs.ts'
import { rulesOf } from '../src/judge/rules.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { shippedProfiles } from '../src/policy/profile-file.ts'
import { neededBy } from '../src/policy/profile.ts'
import { withInjected } from './faults/injected.ts'
import { judged, rulesWith, type AnsweredPlan } from './faults/judge-all.ts'
import { against } from './faults/matrix.ts'

/** Needs of clients that no deviation shows, each with the reason. */
const NO_DEVIATION: Record<string, string> = {
  'vision/formats/seen': 'only a server can show that its model sees another image: a fault of the stand-in does',
}

const suites = await loadSuites()
const ids = suites.flatMap(rulesOf).map(({ id }) => id)
const clean = await against(suites, {})
const exchanges = clean.collected.observations.map(({ exchange }) => exchange)
const inReplies = deviations.filter(isInReplies)

/** Those of the rules that do not fail. */
function left(answered: AnsweredPlan, wanted: ReadonlySet<string>): string[] {
  const failed = new Set(
    rulesWith(
      'fail',
      judged(answered, ({ id }) => wanted.has(id)),
    ),
  )
  return [...wanted].filter((id) => !failed.has(id))
}

/** The causes that do not fail. Their own suites are asked first; all of the plan only where a rule needs answers of others. */
async function unnoticed(deviation: Deviation): Promise<string[]> {
  const causes = new Set(ids.filter(ruleMatcher(deviation.rules)))
  const near = left(await withInjected(suites, deviation, (id) => causes.has(id)), causes)
  return near.length === 0 ? near : left(await withInjected(suites, deviation), new Set(near))
}

test.each(inReplies)('$name, put into conforming traffic, fails the rules it is about', async (deviation) => {
  expect(await unnoticed(deviation), 'these rules do not fail').toEqual([])
})

test('a deviation that no rule notices touches some of the traffic all the same', () => {
  const mute = inReplies.filter(({ rules }) => rules.length === 0)
  expect(mute.filter((one) => exchanges.every((exchange) => injected(exchange, one) === exchange))).toEqual([])
})

test('what replies show is said of deviations that there are', () => {
  const names = new Set(deviations.map(({ name }) => name))
  expect(Object.keys(effects).filter((name) => !names.has(name))).toEqual([])
})

test('names are stable words, and each clause names who does what', () => {
  expect(deviations.filter(({ name }) => !/^[a-z0-9][a-z0-9_.$-]*$/.test(name)).map(({ name }) => name)).toEqual([])
  expect(deviations.filter(({ about }) => about.length < 12 || /[.;]$/.test(about)).map(({ name }) => name)).toEqual([])
})

test('every rule that a shipped profile needs fails with a deviation', () => {
  const profiles = shippedProfiles()
  const shown = new Set([...symptoms().values()].flat())
  const fields = Object.keys(PLACES).flatMap(fieldDeviationsOf)
  const isCause = ruleMatcher([...deviations, ...fields].flatMap(({ rules }) => rules))
  const needed = ids.filter(neededBy(profiles, profiles))
  expect(needed.filter((id) => !shown.has(id) && !isCause(id) && !(id in NO_DEVIATION))).toEqual([])
})
