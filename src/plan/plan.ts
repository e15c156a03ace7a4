import { ruleMatcher } from '../globs.ts'
import type { ReasonCode } from '../judge/reason.ts'
import { rulesOf, type RuleEntry } from '../judge/rules.ts'
import type { Preset } from '../policy/preset.ts'
import { withheld } from '../policy/withheld.ts'
import type { NamedShard, Shard } from '../record/shard.ts'
import type { ChosenModels } from '../suite/models.ts'
import { requestsOf } from '../suite/request.ts'
import { isLater, type ModelKind } from '../suite/steps.ts'
import type { Suite } from '../suite/suite.ts'
import { cost, total } from './cost.ts'
import { planName, suitesOfShard } from './shard.ts'

export interface Selection {
  only: string[]
  skip: string[]
  shard?: Shard | undefined
}

export interface PlannedSuite {
  suite: Suite
  rules: RuleEntry[]
  /** Name of the model its requests go to. */
  model: string
  requests: number
  /** The most tokens its answers may have together. */
  tokens: number
}

export interface SkippedRule {
  entry: RuleEntry
  code: ReasonCode
  reason: string
}

/** What a run will do, known before anything is sent. */
export interface Plan {
  suites: PlannedSuite[]
  skipped: SkippedRule[]
  requests: number
  tokens: number
  /** The part of the plan this is, with the name of the whole; absent where it is the whole. */
  shard?: NamedShard
}

const UNSELECTED = { code: 'not-selected', reason: 'not selected' } as const

/** Chooses rules and suites. A rule is left out by name, because the server has no model of the kind it needs, or because the preset has its requests sent otherwise. */
export function makePlan(
  suites: readonly Suite[],
  models: ChosenModels,
  { only, skip, shard }: Selection,
  preset?: Preset,
): Plan {
  const wanted = only.length === 0 ? () => true : ruleMatcher(only)
  const unwanted = ruleMatcher(skip)
  const parts = suites.map((suite) => planSuite(suite, models, ({ id }) => wanted(id) && !unwanted(id), preset))
  const planned = parts.flatMap((part) => part.planned ?? [])
  const skipped = parts.flatMap((part) => part.skipped)
  // By model, so that a server loads each one once.
  planned.sort((a, b) => a.model.localeCompare(b.model) || a.suite.id.localeCompare(b.suite.id))
  const own = shard ? suitesOfShard(planned, shard) : planned
  skipped.push(
    ...planned
      .filter((one) => !own.includes(one))
      .flatMap(({ rules }) => rules.map((entry) => ({ entry, ...UNSELECTED }))),
  )
  return {
    suites: own,
    skipped,
    ...total(
      own.map(({ suite }) => suite),
      models,
    ),
    ...(shard ? { shard: { ...shard, plan: planName(planned) } } : {}),
  }
}

interface PlannedPart {
  /** Absent where nothing of the suite is asked for. */
  planned?: PlannedSuite
  skipped: SkippedRule[]
}

function planSuite(
  suite: Suite,
  models: ChosenModels,
  isSelected: (entry: RuleEntry) => boolean,
  preset: Preset | undefined,
): PlannedPart {
  const entries = rulesOf(suite)
  const selected = entries.filter(isSelected)
  const unselected = entries.filter((entry) => !selected.includes(entry)).map((entry) => ({ entry, ...UNSELECTED }))
  const kept = selected.map((entry) => ({ entry, reason: withheld(preset, entry, models) }))
  const rules = kept.flatMap(({ entry, reason }) => (reason === undefined ? [entry] : []))
  const adapted = kept.flatMap(({ entry, reason }) =>
    reason === undefined ? [] : [{ entry, code: 'adapted' as const, reason }],
  )
  const skipped: SkippedRule[] = [...unselected, ...adapted]
  const absent = kindsOf(suite).find((kind) => models[kind].name === null)
  if (absent) {
    const reason = `no ${absent} model: ${models[absent].why}`
    return { skipped: [...skipped, ...rules.map((entry) => ({ entry, code: 'no-model' as const, reason }))] }
  }
  if (rules.length === 0) return { skipped }
  return { planned: { suite, rules, model: models[suite.model].name ?? '', ...cost(suite, models) }, skipped }
}

function kindsOf(suite: Suite): ModelKind[] {
  const own = Object.values(suite.steps).flatMap((step) =>
    isLater(step) ? [] : requestsOf(step).flatMap(({ request }) => request.model ?? []),
  )
  return [...new Set([suite.model, ...own])]
}
