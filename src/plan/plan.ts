import picomatch from 'picomatch'
import { isLater, type ModelKind } from '../define/steps.ts'
import type { Steps, Suite } from '../define/suite.ts'
import type { ChosenModels } from '../target/models.ts'
import { requestKey, requestsOf } from '../send/request.ts'
import { rulesOf, type RuleEntry } from './rules.ts'

export interface Selection { only: string[]; skip: string[] }

export interface PlannedSuite {
  suite: Suite
  rules: RuleEntry[]
  /** Name of the model its requests go to. */
  model: string
  requests: number
  /** The most tokens its answers may have together. */
  tokens: number
}

export interface SkippedRule { entry: RuleEntry; reason: string }

/** What a run will do, known before anything is sent. */
export interface Plan {
  suites: PlannedSuite[]
  skipped: SkippedRule[]
  requests: number
  tokens: number
}

/** A glob over rule ids. A bare area or suite stands for everything below it. */
export function ruleMatcher(globs: readonly string[]): (id: string) => boolean {
  if (globs.length === 0) return () => false
  return picomatch(globs.flatMap((glob) => [glob, `${glob.replace(/\/$/, '')}/**`]))
}

/** Chooses rules and suites. A rule is left out by name, or because the server has no model of the kind it needs. */
export function makePlan(suites: readonly Suite[], models: ChosenModels, { only, skip }: Selection): Plan {
  const wanted = only.length === 0 ? () => true : ruleMatcher(only)
  const unwanted = ruleMatcher(skip)
  const planned: PlannedSuite[] = []
  const skipped: SkippedRule[] = []
  for (const suite of suites) {
    const entries = rulesOf(suite)
    const rules = entries.filter(({ id }) => wanted(id) && !unwanted(id))
    skipped.push(...entries.filter((entry) => !rules.includes(entry)).map((entry) => ({ entry, reason: 'not selected' })))
    const absent = kindsOf(suite).find((kind) => models[kind].name === null)
    if (absent) skipped.push(...rules.map((entry) => ({ entry, reason: `no ${absent} model: ${models[absent].why}` })))
    else if (rules.length > 0) planned.push({ suite, rules, model: models[suite.model].name ?? '', ...cost(suite.steps) })
  }
  // By model, so that a server loads each one once.
  planned.sort((a, b) => a.model.localeCompare(b.model) || a.suite.id.localeCompare(b.suite.id))
  return { suites: planned, skipped, ...total(planned.map(({ suite }) => suite)) }
}

/** What all suites send together: a request that several share is sent once. */
export function total(suites: readonly Suite[]): { requests: number; tokens: number } {
  const distinct = new Map<string, number>()
  for (const suite of suites) {
    for (const [name, step] of Object.entries(suite.steps)) {
      if (isLater(step)) distinct.set(`${suite.id} ${name}`, step.cap)
      else for (const { request, place } of requestsOf(step)) distinct.set(requestKey(request, request.model ?? suite.model, place), request.cap)
    }
  }
  return { requests: distinct.size, tokens: [...distinct.values()].reduce((sum, cap) => sum + cap, 0) }
}

function kindsOf(suite: Suite): ModelKind[] {
  const own = Object.values(suite.steps).flatMap((step) => (isLater(step) ? [] : requestsOf(step).flatMap(({ request }) => request.model ?? [])))
  return [...new Set([suite.model, ...own])]
}

/** Requests and token ceiling of one suite's steps. */
export function cost(steps: Steps): { requests: number; tokens: number } {
  const each = Object.values(steps).flatMap((step) =>
    isLater(step) ? [{ requests: 1, tokens: step.cap }] : requestsOf(step).map(({ request }) => ({ requests: 1, tokens: request.cap })))
  return { requests: sum(each, 'requests'), tokens: sum(each, 'tokens') }
}

const sum = <K extends string>(items: readonly Record<K, number>[], key: K): number => items.reduce((total, item) => total + item[key], 0)
