import { expect, test } from 'vitest'
import { deviationNamed } from '../../src/deviations/catalogue.ts'
import { rulesOf } from '../../src/judge/rules.ts'
import { measureApp } from '../../src/learn/measure-app.ts'
import { measuredProfile } from '../../src/learn/measured-profile.ts'
import { noteExchange, noUsage } from '../../src/learn/usage.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { gate } from '../apps/gate.ts'
import { chatApp, recordedChat } from './chat-app.ts'

const EVERY = 4

test('the gate of a learned app is green on a conforming server, and red for what broke the app', async () => {
  const exchange = await recordedChat()
  const suites = await loadSuites()
  const usage = noUsage()
  noteExchange(usage, exchange, false)
  const tried = await measureApp({
    subject: chatApp(),
    exchanges: [exchange],
    rules: suites.flatMap(rulesOf),
    jobs: 1,
    known: [],
    onResult: () => {},
    note: () => {},
    signal: new AbortController().signal,
  })
  const about = { id: 'shop', name: 'shop', date: '2026-11-30', source: 'measured' }
  const measured = { date: '2026-11-30', by: 'npm run e2e', calls: 1 }
  const profile = measuredProfile({ usage, tried, measured, about, suites })
  expect(await gate(profile)).toMatchObject({ verdict: 'works', open: [] })
  const wrong: string[] = []
  const some = tried.filter((_, at) => at % EVERY === 0)
  for (const { deviation, result } of some) {
    const { verdict, because } = await gate(profile, deviationNamed(deviation.name).hooks)
    const isRed = verdict === 'breaks' || verdict === 'not-judged'
    if (isRed !== (result.result === 'breaks'))
      wrong.push(`${deviation.name} ${result.result}: ${verdict} ${because[0]?.reason ?? ''}`)
  }
  expect(some.length).toBeGreaterThan(25)
  expect(wrong.length / some.length, wrong.join('\n')).toBeLessThanOrEqual(0.05)
}, 300_000)
