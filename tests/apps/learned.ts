import { createHash } from 'node:crypto'
import { deviations } from '../../src/deviations/catalogue.ts'
import type { Deviation } from '../../src/deviations/deviation.ts'
import type { ServerRequest } from '../../src/deviations/server-reply.ts'
import { rulesOf } from '../../src/judge/rules.ts'
import { commandSubject } from '../../src/learn/command-subject.ts'
import { measureApp, type Tried } from '../../src/learn/measure-app.ts'
import { measuredProfile } from '../../src/learn/measured-profile.ts'
import { noteExchange, noUsage } from '../../src/learn/usage.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import type { Profile } from '../../src/policy/profile.ts'
import type { Exchange } from '../../src/wire/exchange.ts'
import { inProcessTransport } from '../../stand-in/in-process-transport.ts'
import { handle } from '../../stand-in/stand-in.ts'
import { WARNING, type App } from './apps.ts'
import { touching } from './truth.ts'

/** Part `at` of `of` of all deviations, always the same. */
export const part =
  (at: number, of: number) =>
  ({ name }: Pick<Deviation, 'name'>): boolean =>
    createHash('sha256').update(name).digest().readUInt16LE(0) % of === at

const today = '2026-11-30'

/** The profile of an app, as `learn` makes it of what the app sent to a conforming server; with some of the deviations. */
export async function learned(
  app: App,
  requests: readonly ServerRequest[],
  isMeant?: (deviation: Deviation) => boolean,
): Promise<{ profile: Profile; tried: Tried[] }> {
  const { signal } = new AbortController()
  const exchanges = await recorded(requests)
  const suites = await loadSuites()
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] }
  const subject = commandSubject({
    command: app.command,
    env,
    warning: { pattern: WARNING },
    ending: { signal },
    keepText: false,
    secrets: [],
  })
  const tried = await measureApp({
    subject,
    exchanges,
    rules: suites.flatMap(rulesOf),
    jobs: 2,
    known: [],
    ...(isMeant ? { isMeant } : {}),
    onResult: () => {},
    note: () => {},
    signal,
  })
  const usage = noUsage()
  for (const exchange of exchanges) noteExchange(usage, exchange, false)
  const profile = measuredProfile({
    usage,
    tried,
    measured: { date: today, by: app.command, calls: exchanges.length },
    about: { id: 'my-app', name: app.name, date: today, source: 'a test' },
    suites,
  })
  return { profile: isMeant ? withoutUntried(profile, requests) : profile, tried }
}

/** What was left out of a sample is not met, but could have been: the profile says nothing of it. */
function withoutUntried(profile: Profile, requests: readonly ServerRequest[]): Profile {
  const { unmet = [], ...others } = profile.deviations ?? {}
  const touched = new Set(touching(deviations, requests).map(({ name }) => name))
  return { ...profile, deviations: { ...others, unmet: unmet.filter((name) => !touched.has(name)) } }
}

function recorded(requests: readonly ServerRequest[]): Promise<Exchange[]> {
  const transport = inProcessTransport((request) => handle(request))
  return Promise.all(requests.map((request, at) => transport.send({ ...request, via: 'http', key: `call-${at}` })))
}
