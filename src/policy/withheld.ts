import { nameMatcher, ruleMatcher } from '../globs.ts'
import { ANSWERED } from '../judge/answered-rule.ts'
import type { RuleEntry } from '../judge/rules.ts'
import type { ChosenModels } from '../suite/models.ts'
import { requestsOf } from '../suite/request.ts'
import { isLater } from '../suite/steps.ts'
import { stepsRead, type Suite } from '../suite/suite.ts'
import { adapt, type Change } from './adapt.ts'
import type { Adaptation, Preset } from './preset.ts'

/** What every request carries to be short and steady. Sent otherwise, it takes nothing from what a request is for. */
const SCAFFOLD = new Set(['max_tokens', 'temperature', 'seed'])

/**
 * Why a rule is not judged with this preset; undefined where it is. What an adaptation takes out of a request, or sends otherwise,
 * is neither held against the server nor counted in its favour. Pure.
 */
export function withheld(preset: Preset | undefined, entry: RuleEntry, models: ChosenModels): string | undefined {
  if (!preset?.adaptations?.length) return undefined
  const named = preset.adaptations.find(({ withholds = [] }) => ruleMatcher(withholds)(entry.id))
  if (named) return because(preset, 'requests are sent otherwise', named)
  const own = parametersOf(entry)
    .map((parameter) => adaptationOf(preset, parameter, models[entry.suite.model].name))
    .find(Boolean)
  if (own) return because(preset, `\`${own.parameter}\` is ${own.how}`, own.adaptation)
  const change = changesOf(preset, entry, models).find(({ parameter, added }) => !added && !SCAFFOLD.has(parameter))
  return change && because(preset, `\`${change.parameter}\` is ${change.how}`, change.adaptation)
}

const because = ({ name }: Preset, what: string, { reason }: Adaptation): string =>
  `not with ${name}, to which ${what}: ${reason}`

/** The parameters a rule is about; that requests are answered at all is about those of the whole suite. */
const parametersOf = ({ id, suite, rule }: RuleEntry): string[] =>
  (id.endsWith(`/${ANSWERED}`) ? Object.values(suite.rules) : [rule]).flatMap(({ parameter }) => parameter ?? [])

/** What becomes of a parameter such as `chat.seed` or `chat.tools.strict`, whatever its value. */
function adaptationOf(
  { adaptations = [] }: Preset,
  parameter: string,
  model: string | null,
): Omit<Change, 'added'> | undefined {
  for (const adaptation of adaptations) {
    const { endpoints = ['chat'], when = {}, drop = [], rename = {}, set = {} } = adaptation
    if (when.model !== undefined && !nameMatcher(when.model)(model ?? '')) continue
    const otherwise = [
      ...drop.map((path) => [path, 'not sent']),
      ...Object.entries(rename).map(([from, to]) => [from, `sent as \`${to}\``]),
      ...Object.entries(set).map(([name, value]) => [name, `sent as \`${JSON.stringify(value)}\``]),
    ] as [string, string][]
    const hit = otherwise.find(([path]) =>
      endpoints.some((endpoint) => isPartOf(parameter, `${endpoint}.${spoken(path)}`)),
    )
    if (hit) return { parameter: hit[0], how: hit[1], adaptation }
  }
  return undefined
}

/** `tools[].function.strict` as rules name it: `tools.strict`. */
const spoken = (path: string): string => path.replaceAll('[]', '').replace('.function.', '.')

const isPartOf = (parameter: string, of: string): boolean => parameter === of || parameter.startsWith(`${of}.`)

/** What becomes of the requests that a rule reads. Those of later steps are not known yet. */
function changesOf(preset: Preset, { suite, rule }: RuleEntry, models: ChosenModels): Change[] {
  return stepsRead(suite, rule).flatMap((name) =>
    requestsIn(suite, name).flatMap(({ path, body, model = suite.model }) =>
      typeof body === 'object' && body !== null
        ? adapt(preset, path, { model: models[model].name ?? '', ...body }).changes
        : [],
    ),
  )
}

function requestsIn({ steps }: Suite, name: string): ReturnType<typeof requestsOf>[number]['request'][] {
  const step = steps[name]
  return step === undefined || isLater(step) ? [] : requestsOf(step).map(({ request }) => request)
}
