import { expect, test } from 'vitest'
import { CONTRACTS } from '../src/compare/contract-fields.ts'
import { rulesOf } from '../src/judge/rules.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { isNeededByClients } from '../src/policy/client-needs.ts'
import { shippedProfiles } from '../src/policy/profile-file.ts'
import { measurementOf, stanceOf, type AppProbe, type Profile } from '../src/policy/profile.ts'
import { requestsOf } from '../src/suite/request.ts'
import { isLater, type Step } from '../src/suite/steps.ts'
import { stepsRead } from '../src/suite/suite.ts'

const suites = await loadSuites()
const entries = suites.flatMap(rulesOf)
const profiles = shippedProfiles()
const counting = profiles.filter((profile) => measurementOf(profile, profiles))
const stances = counting.map((profile) => stanceOf(profile, profiles))
const isNeeded = (id: string): boolean => stances.some((of) => ['requires', 'degrades'].includes(of(id)?.kind ?? ''))

test('a rule is a must where a measured client breaks or is limited without it, and nowhere else', () => {
  expect(entries.filter(({ level }) => level === 'must').map(({ id }) => id)).toEqual(
    entries.map(({ id }) => id).filter(isNeeded),
  )
  expect(entries.filter(({ id }) => isNeededByClients(id) !== isNeeded(id))).toEqual([])
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

test('what an app sends itself is at level must only where the app was measured to need it', async () => {
  const body = { messages: [{ role: 'user', content: 'hi' }], stream: true }
  const probes: AppProbe[] = [{ id: 'hello', about: 'a greeting', path: '/chat/completions', body }]
  const guess: Profile = { id: 'app', name: 'App', requires: [], probes }
  const measured: Profile = { ...guess, id: 'measured', measured: { date: '2026-11-30', by: 'npm run e2e' } }
  const own = (await loadSuites({ profiles: [guess, measured] }))
    .flatMap(rulesOf)
    .filter(({ id }) => id.startsWith('app/'))
  const levels = (id: string): string[] => [
    ...new Set(own.filter((rule) => rule.id.startsWith(`app/${id}-hello/`)).map(({ level }) => level)),
  ]
  expect({ guess: levels('app'), measured: levels('measured') }).toEqual({
    guess: ['should'],
    measured: ['must', 'should'],
  })
})
