import { isObject, type JsonObject } from '../json.ts'
import type { ChosenModels, Generating, ModelTraits, Refusal } from '../suite/models.ts'
import { choicesOf, STEADY, type ModelKind, type Step } from '../suite/steps.ts'
import type { Suite } from '../suite/suite.ts'
import type { WireRequest } from '../wire/exchange.ts'
import { adaptedText, endpointOf } from './adapt.ts'

/** Parameters that limit an answer, whatever the endpoint. */
const CAPS = ['max_tokens', 'max_completion_tokens', 'max_output_tokens']
/** Where a request says how much to think; one that does is about it. */
const EFFORTS = ['reasoning_effort', 'reasoning', 'chat_template_kwargs', 'think']

/** The word for what a request for thoughts is about. It is no parameter. */
const THOUGHTS = 'thoughts'

/** What a suite means by a request. */
export interface Probe {
  /** Parameters that the suite judges, by their name at the top of the body, and `THOUGHTS`. */
  about: ReadonlySet<string>
  /** The most tokens that its answers may have, thoughts left out. */
  cap: number
  /** Its answers are read for the count of their prompt alone. */
  countsOnly?: boolean | undefined
}

/**
 * A request as this model needs it: kept from thinking or with caps raised by its thoughts, and without what it refuses. What the
 * suite is about stays as it is. Pure; the body comes back untouched where nothing applies.
 */
export function adaptToModel(
  traits: ModelTraits | undefined,
  path: string,
  body: JsonObject,
  probe: Probe,
): JsonObject {
  const endpoint = endpointOf(path)
  if (traits === undefined) return body
  if (path.endsWith('/api/chat')) return nativelyQuiet(traits, body)
  const { usual, completions } = traits.thoughtTokens
  if (endpoint === 'completions' && completions !== undefined) return withRoom(completions, body, probe)
  if (endpoint !== 'chat' && endpoint !== 'responses') return body
  const least = needsRoom(traits, probe) ? traits.thoughtTokens.least : 0
  if (probe.about.has(THOUGHTS)) return withRoom(usual, withoutRefused(traits.refuses, body, probe), probe)
  if (EFFORTS.some((field) => field in body)) return withRoom(least, withoutRefused(traits.refuses, body, probe), probe)
  const refused = traits.refuses.filter(({ onlyThinking }) => !onlyThinking)
  return withRoom(least, { ...withoutRefused(refused, body, probe), ...traits.effort[endpoint] }, probe)
}

/** The same for a request on its way. */
export const adaptedRequest = (traits: ModelTraits, request: WireRequest, probe: Probe): WireRequest => ({
  ...request,
  body: adaptedText(request.body, (body) => adaptToModel(traits, request.path, body, probe)),
})

/** The same for Ollama's own endpoint. */
function nativelyQuiet(traits: ModelTraits, body: JsonObject): JsonObject {
  if (traits.thinks === 'never') return body
  const options = isObject(body['options']) ? body['options'] : {}
  if (traits.thinks === 'optional') return { think: false, ...body }
  return { ...body, options: raised(options, ['num_predict'], traits.thoughtTokens.least, () => true) }
}

/** A suite about thoughts may be about the cap as well. */
const withRoom = (tokens: number, body: JsonObject, { about, cap }: Probe): JsonObject =>
  raised(body, CAPS, tokens, (field, value) => isOwnCap(value, cap) && !(about.has(THOUGHTS) && about.has(field)))

const raised = (
  body: JsonObject,
  fields: readonly string[],
  by: number,
  isMeant: (field: string, value: number) => boolean,
): JsonObject => ({
  ...body,
  ...Object.fromEntries(
    fields.flatMap((field) => {
      const value = body[field]
      return typeof value === 'number' && isMeant(field, value) ? [[field, value + by]] : []
    }),
  ),
})

/** The cap of the probe itself; any other is a mistake made on purpose. Several choices and tool loops count it several times. */
const isOwnCap = (value: number, cap: number): boolean => value >= 1 && cap > 0 && cap % value === 0

/** What every request carries to be short and steady, and nothing is judged by. */
const isScaffold = (parameter: string, value: unknown, cap: number): boolean =>
  typeof value === 'number' && (CAPS.includes(parameter) ? isOwnCap(value, cap) : value === STEADY[parameter])

function withoutRefused(refuses: readonly Refusal[], body: JsonObject, { about, cap }: Probe): JsonObject {
  return refuses.reduce((now, { parameter, instead }) => {
    const { [parameter]: value, ...rest } = now
    if (about.has(parameter) || !isScaffold(parameter, value, cap)) return now
    return instead === null || instead in rest ? rest : { ...rest, [instead]: value }
  }, body)
}

/** OpenAI refuses a cap that its models' thoughts do not fit in, so these need room even where nobody reads their answer. */
const needsRoom = ({ refuses }: ModelTraits, { countsOnly }: Pick<Probe, 'countsOnly'>): boolean =>
  countsOnly !== true || refuses.some(({ parameter }) => parameter === 'max_tokens')

/** How many more tokens the answers to a request may have than its probe says. */
export function roomToThink(
  models: ChosenModels | undefined,
  kind: ModelKind,
  { cap, body, countsOnly, path }: Pick<Step, 'cap' | 'body' | 'countsOnly' | 'path'>,
): number {
  const traits = models?.[kind].traits
  if (cap === 0 || traits === undefined) return 0
  const { least, usual, completions = 0 } = traits.thoughtTokens
  const choices = isObject(body) ? choicesOf(body) : 1
  if (endpointOf(path) === 'completions') return choices * completions
  return needsRoom(traits, { countsOnly }) ? choices * (kind === 'thinking' ? usual : least) : 0
}

/** What the rules of a suite are about, of what a request says. */
export const aboutOf = ({ rules, model }: Pick<Suite, 'rules' | 'model'>): ReadonlySet<string> =>
  new Set([
    ...Object.values(rules).flatMap(({ parameter }) => parameter?.split('.')[1] ?? []),
    ...(model === 'thinking' ? [THOUGHTS] : []),
  ])

/** A line that says how a model is asked; null where it is asked as any other. */
export function traitsText(traits: ModelTraits | undefined): string | null {
  if (traits === undefined) return null
  const { thinks, effort, thoughtTokens, refuses, documented } = traits
  const fields = settingsText(effort.chat)
  const thinking = {
    never: null,
    optional: `thinks; turned off with ${fields}`,
    always: `thinks always${fields === '' ? '' : `, at least with ${fields}`}; caps are raised by ${thoughtTokens.least} tokens`,
  }[thinks]
  const refused = refuses.map(refusalText)
  return [
    thinking,
    refused.length > 0 ? `it refuses parameters: ${refused.join(', ')}` : null,
    documented && `documented to refuse ${documented.refuses.join(', ')} (${documented.seen})`,
  ]
    .filter(Boolean)
    .join('; ')
}

/** A parameter that is refused, and what becomes of it. */
const refusalText = ({ parameter, instead, onlyThinking }: Refusal): string =>
  `${parameter} is ${instead === null ? 'left out' : `sent as ${instead}`}${onlyThinking ? ' where it thinks' : ''}`

/** Each model with why it was chosen and how it is asked, which is said once where a model serves several kinds. */
export function modelTexts(models: Partial<ChosenModels>): { kind: string; name: string | null; text: string }[] {
  const told = new Set<string | null>()
  return Object.entries(models).map(([kind, { name, why, traits }]) => {
    const how = told.has(name) ? null : traitsText(traits)
    told.add(name)
    return { kind, name, text: [why, how].filter(Boolean).join('; ') }
  })
}

/** Settings as `name: value`; an object as JSON. */
export const settingsText = (settings: ModelTraits['effort'][Generating] = {}): string =>
  Object.entries(settings)
    .map(([field, value]) => `${field}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
