import { schemaNamed } from '../contract/schemas.ts'
import { nameMatcher } from '../globs.ts'
import { isObject } from '../json.ts'
import { ANSWERED } from '../judge/answered-rule.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { Preset } from '../policy/preset.ts'
import type { ChosenModels } from '../suite/models.ts'
import type { Observation } from '../wire/observe.ts'
import type { Change, Drift } from './drift.ts'

/** The schema of the request to each endpoint. */
const REQUESTS: [path: RegExp, schema: string, scope: string][] = [
  [/\/chat\/completions$/, 'chat-completion-request', 'chat'],
  [/\/completions$/, 'text-completion-request', 'completions'],
  [/\/embeddings$/, 'embedding-request', 'embeddings'],
  [/\/responses$/, 'response-request', 'responses'],
]

interface Known {
  /** What is known of the models that were asked. */
  preset: Preset
  models: ChosenModels
}

/** A parameter that was refused, and in which answers. */
interface Refused {
  scope: string
  parameter: string
  example: string | null
  words: string
  count: number
  rules: string[]
}

/** Parameters that are refused now, and that the contract has: none that is documented to be refused by these models. */
export function refusedDrift(
  rules: readonly RuleResult[],
  byKey: ReadonlyMap<string, Observation>,
  { preset, models }: Known,
): Drift[] {
  const documented = documentedRefusals(preset, models)
  const all = [...refusals(rules, byKey), ...calibrated(models)].filter(({ parameter }) => !documented.has(parameter))
  return [...Map.groupBy(all, ({ scope, parameter }) => `${scope} ${parameter}`).values()].flatMap((group): Drift[] => {
    const [first] = group
    if (first === undefined) return []
    const count = group.reduce((sum, one) => sum + one.count, 0)
    return [
      {
        kind: 'refused',
        scope: first.scope,
        path: first.parameter,
        message: `is refused, and the contract has it: ${first.words}`,
        count,
        of: count,
        example: first.example,
        rules: group.flatMap((one) => one.rules),
        changes: [documentIt(preset, models, first.parameter)],
      },
    ]
  })
}

/** What the suites sent and expected to be answered. */
const refusals = (rules: readonly RuleResult[], byKey: ReadonlyMap<string, Observation>): Refused[] =>
  rules.flatMap(({ id, code, exchanges }) => {
    if (!id.endsWith(`/${ANSWERED}`) || (code !== 'refused' && code !== 'refused-for-model')) return []
    return exchanges.flatMap((key): Refused[] => {
      const answer = byKey.get(key)
      const refused = answer && refusedParameter(answer)
      return refused ? [{ ...refused, example: key, count: 1, rules: [id] }] : []
    })
  })

function refusedParameter({
  exchange,
  status,
  json,
}: Observation): Pick<Refused, 'scope' | 'parameter' | 'words'> | null {
  const error = json.ok && isObject(json.value) ? json.value['error'] : undefined
  const path = exchange.request.path.split('?')[0] ?? ''
  const [, schema, scope] = REQUESTS.find(([pattern]) => pattern.test(path)) ?? []
  if (status === null || status < 400 || !isObject(error) || schema === undefined || scope === undefined) return null
  const parameter = typeof error['param'] === 'string' ? error['param'] : ''
  const field = parameter.split(/[.[]/)[0] ?? ''
  // To refuse what no contract has is right. A model that is wrong for an endpoint is refused by the name of its field.
  if (field === '' || field === 'model' || schemaNamed(schema).properties?.[field] === undefined) return null
  return { scope, parameter, words: `HTTP ${status} ${String(error['message']).slice(0, 160)}` }
}

/** What a model refused before the suites were sent, so that they were sent without it. */
const calibrated = (models: ChosenModels): Refused[] => {
  const names = new Map(Object.values(models).map((model) => [model.name, model]))
  return [...names.values()].flatMap(({ name, traits }) =>
    (traits?.refuses ?? []).map(({ parameter, instead }) => ({
      scope: 'chat',
      parameter,
      example: null,
      words: `${name} does not take it${instead === null ? '' : `, but ${instead}`}`,
      count: 1,
      rules: [],
    })),
  )
}

const entryOf = (preset: Preset, model: string): NonNullable<Preset['thinking']>[number] | undefined =>
  preset.thinking?.find(({ models }) => nameMatcher(models)(model))

function documentedRefusals(preset: Preset, models: ChosenModels): Set<string> {
  const names = Object.values(models).flatMap(({ name }) => name ?? [])
  return new Set(names.flatMap((name) => (entryOf(preset, name)?.refuses ?? []).map(({ parameter }) => parameter)))
}

function documentIt(preset: Preset, { chat }: ChosenModels, parameter: string): Change {
  const entry = entryOf(preset, chat.name ?? '')
  return {
    file: `specs/presets/${preset.id}.yaml`,
    at: entry === undefined ? `thinking, in an entry for ${chat.name}` : `thinking, refuses of ${entry.models}`,
    action: 'add',
    lines: `      - {parameter: ${parameter}}`,
  }
}
