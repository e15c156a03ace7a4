import { expect, test } from 'vitest'
import { chatApp, recordedChat } from '../../tests/learned/chat-app.ts'
import { violations } from '../contract/validate.ts'
import { rulesOf } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { appSuites } from '../policy/app-suites.ts'
import { stanceOf, type Profile } from '../policy/profile.ts'
import { measureApp, type MeasuringApp, type Tried } from './measure-app.ts'
import type { Subject } from './measure/origin.ts'
import { measuredProfile } from './measured-profile.ts'
import { noteExchange, noUsage } from './usage.ts'

const exchange = await recordedChat()
const suites = await loadSuites()
const rules = suites.flatMap(rulesOf)
const told: string[] = []
const measuring = (subject: Subject, more: Partial<MeasuringApp> = {}): Promise<Tried[]> =>
  measureApp({
    subject,
    exchanges: [exchange],
    rules,
    jobs: 2,
    known: [],
    onResult: () => {},
    note: (line) => void told.push(line),
    signal: new AbortController().signal,
    ...more,
  })
const tried = await measuring(chatApp())
const those = (kind: string): string[] =>
  tried.filter(({ result }) => result.result === kind).map(({ deviation }) => deviation.name)

test('an app is measured with all that can touch what it reads, and each field of it', () => {
  expect(told[0]).toMatch(/^\d+ deviations can touch this traffic, in \d+ ways: one run each\.$/)
  expect(told.at(-1)).toMatch(/^(\d+) of \1 tried: \d+ break it, \d+ limit it, \d+ survived$/)
  expect(those('breaks')).toEqual(
    expect.arrayContaining(['choices-null', 'absent:chat-completion.choices[].message.content']),
  )
  expect(those('limits')).toEqual(expect.arrayContaining(['usage-absent', 'absent:chat-completion.usage.total_tokens']))
  expect(those('survives')).toEqual(expect.arrayContaining(['id-null', 'absent:chat-completion.created']))
  expect(those('flaky').concat(those('not-tried'))).toEqual([])
  const names = tried.map(({ deviation }) => deviation.name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter((name) => /^(embeddings|stream|responses)-/.test(name))).toEqual([])
})

const usage = noUsage()
noteExchange(usage, exchange, false)
const profile: Profile = measuredProfile({
  usage,
  tried,
  measured: { date: '2026-11-30', by: 'npm run e2e', calls: 1 },
  about: { id: 'shop', name: 'shop', date: '2026-11-30', source: 'measured' },
  suites,
})
const stance = stanceOf(profile, [])
const kindOf = (id: string): string | undefined => stance(id)?.kind

test('its profile is valid, and needs the rules behind what breaks it', () => {
  expect(violations('profile', profile)).toEqual([])
  expect(profile.requires).toEqual([{ rules: ['app/shop-chat-1/answered'], reason: expect.any(String), learned: true }])
  expect(kindOf('chat/response/choices-type')).toBe('requires')
  expect(kindOf('chat/response/usage-present')).toBe('degrades')
  expect(kindOf('chat/response/id-type')).toBe('survives')
  expect(JSON.stringify(profile)).not.toContain('Ann')
})

test('rules on its own requests count where they tell what breaks it from what it survives', () => {
  const [own] = appSuites(profile, suites)
  expect(['answered', 'fields', 'another'].map((slug) => own?.needed?.has(slug))).toEqual([true, true, false])
  const noticed = profile.deviations?.breaks?.find(({ name }) => name === 'choices-null')
  expect(noticed?.rules).toEqual(['app/shop-chat-1/fields'])
  const harmless = profile.deviations?.harmless?.find(({ name }) => name === 'usage-fractions')
  expect(harmless?.rules).toEqual(['app/shop-chat-1/fields'])
})

/** The same, but it fails from that run on. */
function failing(app: Subject, from = 1): Subject {
  let runs = 0
  return {
    run: async (...args) => {
      runs += 1
      const reaction = await app.run(...args)
      return runs < from ? reaction : { result: 'failed', why: 'no' }
    },
  }
}

test.for([
  ['is flaky', failing(chatApp(), 2), 'COMMAND_FLAKY', /one failed/],
  [
    'asks something else',
    failing(chatApp(() => ({ messages: [] }))),
    'NOT_REPLAYED',
    /something else than before in 1 of 1 calls/,
  ],
  [
    'warns',
    { run: () => Promise.resolve({ result: 'warned' as const, why: 'w' }) },
    'COMMAND_WARNS',
    /warning tells nothing/,
  ],
  [
    'fails alone',
    { run: () => Promise.resolve({ result: 'failed' as const, why: 'no disk' }) },
    'NOT_REPLAYED',
    /no disk.*the same answers as before/,
  ],
] as const)('a command that %s on what was recorded is told', async ([, subject, code, message]) => {
  await expect(measuring(subject)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
})

test('results from before are not asked for again, and the budget leaves the rest', async () => {
  let runs = 0
  const app = chatApp()
  const counting: Subject = {
    run: (...args) => {
      runs += 1
      return app.run(...args)
    },
  }
  const known = tried.slice(0, 5).map(({ result }) => result)
  const again = await measuring(counting, { known, budgetMs: 0 })
  expect(runs).toBe(2)
  expect(again.slice(0, 3).map(({ result }) => result)).toEqual(known.slice(0, 3))
  expect(again.at(-1)?.result.result).toBe('not-tried')
})
