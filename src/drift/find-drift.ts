import { compare } from '../compare/compare.ts'
import { observedReference } from '../compare/observed.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { Preset } from '../policy/preset.ts'
import { causesOf } from '../report/causes.ts'
import type { ChosenModels } from '../suite/models.ts'
import type { Suite } from '../suite/suite.ts'
import type { Observation } from '../wire/observe.ts'
import { contractDrift } from './contract-drift.ts'
import { inOrder, type Drift } from './drift.ts'
import { fieldDrift, goneFields } from './field-drift.ts'
import { modelDrift } from './model-drift.ts'
import { refusedDrift } from './refused-drift.ts'
import { ruleDrift } from './rule-drift.ts'
import { seenFields } from './seen-fields.ts'
import { eventDrift, headerDrift, traitDrift } from './wire-drift.ts'

/** What the reference answered, how it was judged, and what is known of it. */
export interface Checked {
  suites: readonly Suite[]
  rules: readonly RuleResult[]
  observations: readonly Observation[]
  byKey: ReadonlyMap<string, Observation>
  models: ChosenModels
  /** The preset it was asked by; absent for an address. */
  preset: Preset | undefined
  /** That of OpenAI: what is documented of its models. */
  openai: Preset
  today: string
}

/** Everything in which the reference departs from the contract and from the observed facts. Pure. */
export function findDrift(checked: Checked): Drift[] {
  const { suites, rules, observations, byKey, models, preset, openai, today } = checked
  const failing = rules.filter(({ outcome }) => outcome === 'fail')
  const differences = compare(observations, observedReference())
  const seen = seenFields(observations)
  const fields = merged([...fieldDrift(seen), ...goneFields(differences), ...contractDrift(suites, failing)])
  const others = [
    ...eventDrift(observations),
    ...traitDrift(differences),
    ...headerDrift(observations, differences),
    ...modelDrift(observations, { preset, openai, models, today }),
    ...refusedDrift(rules, byKey, { preset: preset ?? openai, models }),
  ]
  const told = withoutAfterEffects([...fields, ...others])
  return inOrder([...told, ...ruleDrift(failing, causesOf({ rules: [...rules] }), told)])
}

/** Scopes that no answer of the check could say anything about. */
export function unseenScopes(observations: readonly Observation[]): string[] {
  const seen = new Set(seenFields(observations).fields.map(({ scope }) => scope))
  return Object.entries(observedReference().scopes).flatMap(([scope, { paths }]) =>
    Object.keys(paths).length > 0 && !seen.has(scope) ? [scope] : [],
  )
}

/** The contract has one place for a field of several scopes: what is to be changed there is told once. */
function merged(drifts: readonly Drift[]): Drift[] {
  const found = new Map<string, Drift>()
  for (const drift of drifts) {
    const key = `${drift.kind} ${placeOf(drift)}`
    const same = found.get(key)
    if (same === undefined) found.set(key, { ...drift })
    else found.set(key, together(same, drift))
  }
  return [...found.values()]
}

function placeOf({ scope, path, changes: [first] }: Drift): string {
  return first?.file.startsWith('specs/') ? `${first.file} ${first.at} ${path.split('.').at(-1)}` : `${scope} ${path}`
}

/** A rule counts answers that were counted already. */
function together(one: Drift, other: Drift): Drift {
  const changes = [...one.changes, ...other.changes].filter(
    (change, at, all) =>
      all.findIndex(
        ({ file, at: place, lines }) => file === change.file && place === change.at && lines === change.lines,
      ) === at,
  )
  const rules = [...one.rules, ...other.rules]
  if (other.rules.length > 0) return { ...one, rules, changes }
  return {
    ...one,
    scope: `${one.scope}, ${other.scope}`,
    count: one.count + other.count,
    of: one.of + other.of,
    rules,
    changes,
  }
}

/** A value of another type is also another value. */
const withoutAfterEffects = (drifts: readonly Drift[]): Drift[] =>
  drifts.flatMap((drift) => {
    if (drift.kind !== 'value') return [drift]
    const cause = drifts.find(({ kind, path }) => kind === 'type' && path === drift.path)
    cause?.rules.push(...drift.rules)
    return cause ? [] : [drift]
  })
