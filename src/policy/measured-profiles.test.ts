import { describe, expect, test } from 'vitest'
import { rule } from '../../tests/rule-result.ts'
import { deviations } from '../deviations/catalogue.ts'
import { signsOf } from '../deviations/signs.ts'
import { symptoms } from '../deviations/symptoms.ts'
import { rulesOf } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { requestsOf } from '../suite/request.ts'
import { isLater } from '../suite/steps.ts'
import { judgeProfile, type ProfileVerdict } from './profile-verdict.ts'
import { neededBy, readsRulesOf, stanceOf, type Deviations, type Profile, type Shown } from './profile.ts'

const suites = await loadSuites()
const ids = suites.flatMap(rulesOf).map(({ id }) => id)
/** The rules that fail with each deviation. */
const shown = Map.groupBy(
  ids.flatMap((id) => signsOf(id).all.map((name) => ({ id, name }))),
  ({ name }) => name,
)
const failing = (...names: string[]): Set<string> =>
  new Set(names.flatMap((name) => shown.get(name) ?? []).map(({ id }) => id))
const same = (one: string, other: string): boolean => {
  const [a, b] = [failing(one), failing(other)]
  return a.size === b.size && [...a].every((id) => b.has(id))
}
const breaking = (...these: string[]): Shown[] => these.map((name) => ({ name, shows: 'text: none came' }))
const client = (told: Deviations, more: Partial<Profile> = {}): Profile => ({
  id: 'client',
  name: 'Client',
  measured: { date: '2026-11-30', by: 'npm run e2e' },
  deviations: told,
  ...more,
})
/** How a client fares with a server on which just these rules fail. */
const fares = (profile: Profile, fails: ReadonlySet<string>, all: readonly Profile[] = []): ProfileVerdict =>
  judgeProfile(
    profile,
    all,
    ids.map((id) => rule(id, fails.has(id) ? 'fail' : 'pass')),
  )

/** Pairs of deviations that share a rule, from all over the library. */
const names = deviations.map(({ name }) => name).filter((name) => shown.has(name))
const pairs = names
  .filter((_, at) => at % 17 === 0)
  .flatMap((one) => {
    const of = failing(one)
    const sharing = names.filter((other) => other !== one && [...failing(other)].some((id) => of.has(id)))
    return sharing.slice(0, 4).map((other) => [one, other] as const)
  })

describe('a client that breaks with one deviation and survives another that shares rules with it', () => {
  test('there are enough of them', () => {
    expect(pairs.length).toBeGreaterThan(60)
    expect(pairs.some(([one, other]) => same(one, other))).toBe(true)
  })

  test('breaks with the one, and works with the other unless nobody can tell them apart', () => {
    const untrue = pairs.flatMap(([one, other]) => {
      const profile = client({ breaks: breaking(one), survives: [other] })
      const [broken, survived] = [fares(profile, failing(one)), fares(profile, failing(other))]
      return broken.verdict === 'breaks' && survived.verdict === (same(one, other) ? 'breaks' : 'works')
        ? []
        : [`${one}, ${other}: ${broken.verdict}, ${survived.verdict}`]
    })
    expect(untrue).toEqual([])
  })
})

/** One whose rules are some of those of the other. */
const [part = '', whole = ''] =
  pairs.find(([one, other]) => !same(one, other) && [...failing(one)].every((id) => failing(other).has(id))) ?? []
const aboutWhole = deviations.find(({ name }) => name === whole)?.about
/** Two that share no rule with each other. */
const apart = names.filter((name) => [...failing(name)].every((id) => !failing(part, whole).has(id)))
const [first = '', second = ''] = apart
const strangers = [first, apart.find((name) => [...failing(name)].every((id) => !failing(first).has(id))) ?? second]

describe('a measured client', () => {
  test('is told with the deviation and what was seen', () => {
    const told = fares(client({ breaks: breaking(whole), survives: [part] }), failing(whole))
    expect(told).toMatchObject({ verdict: 'breaks', measured: '2026-11-30' })
    expect(told.because.map(({ reason }) => reason)).toEqual([
      `breaks with \`${whole}\` (${aboutWhole}): text: none came`,
    ])
    const limited = fares(client({ limits: breaking(whole) }), failing(whole))
    expect(limited).toMatchObject({ verdict: 'works-with-limits', required: 0 })
    expect(limited.limits[0]?.limit).toBe(`is limited with \`${whole}\` (${aboutWhole}): text: none came`)
  })

  test('meets servers with several deviations at once', () => {
    const [one = '', other = ''] = strangers
    const profile = client({ breaks: breaking(one), survives: [other, whole] })
    expect(fares(profile, failing(other, whole)).verdict).toBe('works')
    const both = fares(profile, failing(other, whole, one))
    expect(both.verdict).toBe('breaks')
    expect(both.breaks.filter((id) => !failing(one).has(id))).toEqual([])
  })

  test('is not judged where nothing was judged that shows what breaks it', () => {
    const profile = client({ breaks: breaking(whole) })
    const marks = ids.filter((id) => signsOf(id).about.includes(whole))
    const signs = failing(whole)
    const nothing = ids.map((id) => rule(id, signs.has(id) ? 'inconclusive' : 'pass'))
    expect(judgeProfile(profile, [], nothing)).toMatchObject({ verdict: 'not-judged', open: marks })
  })

  test('works where all else holds that fails with what breaks it, though its mark is open', () => {
    const profile = client({ breaks: breaking(whole) })
    const marks = ids.filter((id) => signsOf(id).about.includes(whole))
    const open = ids.map((id) => rule(id, marks.includes(id) ? 'inconclusive' : 'pass'))
    expect(judgeProfile(profile, [], open)).toMatchObject({ verdict: 'works', open: [] })
  })

  test('needs the rules that what breaks it is about, and not those that are symptoms', () => {
    const needed = neededBy([client({ breaks: breaking(whole) })], [])
    expect(ids.filter(needed)).toEqual(ids.filter((id) => signsOf(id).about.includes(whole)))
    expect(ids.filter(neededBy([client({ survives: [whole] })], []))).toEqual([])
  })

  test('is not concerned by endpoints that it does not use', () => {
    const everywhere = client({ breaks: breaking('repetition-guard') })
    const chat = { ...everywhere, sends: { endpoints: ['POST /chat/completions'], parameters: [] } }
    const areas = (of: Profile): string[] => [
      ...new Set(ids.filter(neededBy([of], [])).map((id) => id.split('/')[0] ?? '')),
    ]
    expect(areas(everywhere)).toEqual(expect.arrayContaining(['chat', 'responses']))
    expect(areas(chat)).toEqual(['chat'])
    // All that is asked at other endpoints alone, by the requests of the suites.
    const elsewhere = suites.filter(({ steps }) => {
      const paths = Object.values(steps).flatMap((step) =>
        isLater(step) ? [] : requestsOf(step).map((one) => one.request.path),
      )
      return paths.length > 0 && paths.every((place) => /^\/(responses|completions|embeddings|models)\b/.test(place))
    })
    const reads = readsRulesOf(chat, [])
    const told = suites.filter((suite) => !rulesOf(suite).some(({ id }) => reads(id))).map(({ id }) => id)
    expect(elsewhere.map(({ id }) => id).filter((id) => !told.includes(id))).toEqual([])
    expect(
      told.filter(
        (id) => !/^(responses|models|errors\/json)\b/.test(id) && !elsewhere.some((suite) => suite.id === id),
      ),
    ).toEqual([])
  })

  test('goes by what is written by hand, and by its own results before those of the one it extends', () => {
    const mark = ids.find((id) => signsOf(id).about.includes(whole)) ?? ''
    const written = client(
      { breaks: breaking(whole) },
      { survives: [{ rules: [...failing(whole)], reason: 'patched' }] },
    )
    expect(fares(written, failing(whole)).verdict).toBe('works')
    const base = client({ breaks: breaking(whole) }, { id: 'base' })
    const own = client({ survives: [whole] }, { extends: 'base' })
    expect(fares(own, failing(whole), [base]).verdict).toBe('works')
    expect(fares(client({}, { extends: 'base' }), failing(whole), [base]).verdict).toBe('breaks')
    const hand = { ...base, deviations: {}, requires: [{ rules: [mark], reason: 'by hand' }] }
    expect(stanceOf(own, [hand])(mark)).toMatchObject({ kind: 'survives' })
  })
})

test('signs are what was measured, and what each deviation is about', () => {
  expect(signsOf('no/such/rule')).toEqual({ about: [], all: [], against: [] })
  for (const name of ['stream-finish-stop', part, whole])
    expect(
      symptoms()
        .get(name)
        ?.filter((id) => !signsOf(id).all.includes(name)),
    ).toEqual([])
})
