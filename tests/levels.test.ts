import { expect, test } from 'vitest'
import { CONTRACTS } from '../src/compare/contract-fields.ts'
import { rulesOf } from '../src/judge/rules.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { shippedProfiles } from '../src/policy/profile-file.ts'
import { stanceOf } from '../src/policy/profile.ts'
import { requestsOf } from '../src/suite/request.ts'
import { isLater, type Step } from '../src/suite/steps.ts'
import { stepsRead } from '../src/suite/suite.ts'

const suites = await loadSuites()
const entries = suites.flatMap(rulesOf)
const profiles = shippedProfiles()
const stances = profiles.map((profile) => stanceOf(profile, profiles))
const isNeeded = (id: string): boolean => stances.some((of) => ['requires', 'degrades'].includes(of(id)?.kind ?? ''))

test('a rule is a must where a shipped profile requires it or is limited without it, and nowhere else', () => {
  expect(entries.filter(({ level }) => level === 'must').map(({ id }) => id)).toEqual(
    entries.map(({ id }) => id).filter(isNeeded),
  )
  expect(Object.keys(Object.groupBy(entries, ({ level }) => level)).sort()).toEqual(['may', 'must', 'should'])
})

const ROUTES = /^\/(chat\/completions|completions|embeddings|responses|models)(\/[\w{}-]+)*$/
const EMPTY = /^(\[\]|""|\[""\]|\[(\{"role":"\w+","content":("" ?|null|\[\])\},?)+\])$/

/** A request that no app sends: it says nothing, or goes to an address that is not of the API. */
const isDegenerate = ({ path, body }: Step): boolean => {
  if (!ROUTES.test(path)) return true
  if (typeof body !== 'object' || body === null) return false
  const said = ['messages', 'input', 'prompt'].filter((key) => key in body).map((key) => JSON.stringify(body[key]))
  return said.length > 0 && said.every((text) => EMPTY.test(text))
}

test('no rule that fails on degenerate requests alone is a must', () => {
  const degenerate = entries.filter(({ suite, rule }) => {
    const requests = stepsRead(suite, rule).flatMap((name) => {
      const step = suite.steps[name]
      return step === undefined || isLater(step) ? [] : requestsOf(step).map(({ request }) => request)
    })
    return requests.length > 0 && requests.every(isDegenerate)
  })
  expect(degenerate.length).toBeGreaterThan(5)
  expect(degenerate.filter(({ level }) => level === 'must').map(({ id }) => id)).toEqual([])
})

test('differences are weighed by the rules on the same contract', () => {
  for (const [, schema, suite] of CONTRACTS)
    expect([suite, suites.find(({ id }) => id === suite)?.contract?.schema]).toEqual([suite, schema])
})
