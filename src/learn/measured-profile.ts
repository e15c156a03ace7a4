import { deviations } from '../deviations/catalogue.ts'
import { isInReplies } from '../deviations/inject.ts'
import { ANSWERED } from '../judge/answered-rule.ts'
import { appSuites } from '../policy/app-suites.ts'
import type { Deviations, Measured, Profile, Shown } from '../policy/profile.ts'
import type { Suite } from '../suite/suite.ts'
import { noticesOf } from './app-notices.ts'
import { seenOf, sentRules, type AboutApp } from './guessed-profile.ts'
import type { Tried } from './measure-app.ts'
import type { AppUsage } from './usage.ts'

export interface MeasuredApp {
  usage: AppUsage
  tried: readonly Tried[]
  measured: Measured
  about: AboutApp
  suites: readonly Suite[]
}

/** What an app was measured to need, with the evidence. */
export function measuredProfile({ usage, tried, measured, about, suites }: MeasuredApp): Profile {
  const { probes = [], ...seen } = seenOf(usage)
  const profile: Profile = {
    ...about,
    ...seen,
    measured,
    deviations: resultsIn(tried, refusedRules),
    // A request that is refused breaks the app, whatever it reads of answers.
    requires: sentRules(about.id, probes, ANSWERED),
    probes,
  }
  return { ...profile, deviations: resultsIn(tried, withNoticed(profile, tried, usage, suites)) }
}

type RulesOf = (tried: Tried) => readonly string[]

/** The names of all other deviations tell their rules. */
const refusedRules: RulesOf = ({ deviation: { name, rules } }) => (name.startsWith('refused:') ? rules : [])

/** Rules on the app's own requests tell as well which deviation a server shows. */
function withNoticed(profile: Profile, tried: readonly Tried[], usage: AppUsage, suites: readonly Suite[]): RulesOf {
  const asked = appSuites(profile, suites).flatMap((suite) => {
    const exchange = usage.sources.get(suite.id.slice(`app/${profile.id}-`.length))
    return exchange ? [{ suite, exchange }] : []
  })
  const notices = noticesOf(
    asked,
    tried.map(({ deviation }) => deviation),
  )
  return (one) => [...refusedRules(one), ...(notices.get(one.deviation.name) ?? [])]
}

function resultsIn(tried: readonly Tried[], rulesOf: RulesOf): Deviations {
  const those = (kind: Tried['result']['result']): Tried[] => tried.filter(({ result }) => result.result === kind)
  const shown = (kind: Tried['result']['result']): Shown[] =>
    those(kind).map((one) => {
      const rules = kind === 'flaky' ? [] : [...new Set(rulesOf(one))]
      return {
        name: one.deviation.name,
        shows: one.result.shows ?? 'the command failed',
        ...(rules.length > 0 ? { rules } : {}),
      }
    })
  const names = (kind: Tried['result']['result']): string[] => those(kind).map(({ deviation }) => deviation.name)
  const harmless = those('survives').flatMap((one) => {
    const rules = rulesOf(one).filter((id) => id.startsWith('app/'))
    return rules.length > 0 ? [{ name: one.deviation.name, rules }] : []
  })
  const all = {
    breaks: shown('breaks'),
    limits: shown('limits'),
    survives: names('survives'),
    unmet: unmetOf(tried),
    flaky: shown('flaky'),
    'not-tried': names('not-tried'),
    harmless,
  }
  return Object.fromEntries(Object.entries(all).filter(([, list]) => list.length > 0))
}

/** The library's other deviations, which do not touch what the app reads. */
function unmetOf(tried: readonly Tried[]): string[] {
  const met = new Set(tried.map(({ deviation }) => deviation.name))
  return deviations.filter((one) => isInReplies(one) && !met.has(one.name)).map(({ name }) => name)
}
