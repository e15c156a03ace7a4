import { schemaErrors } from '../contract/schema-errors.ts'
import { brief, typeName } from '../contract/validate.ts'
import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { missing, wrong } from '../suite/findings.ts'
import { errorMessage } from '../wire/error-message.ts'
import type { Observation } from '../wire/observe.ts'
import { parseJson, type Parsed } from '../wire/sse.ts'
import { asArray, isObject, TEXT, usageCount, type JsonObject, type ReplyToolCall } from './reply.ts'
import { isUndelivered, UNDELIVERED } from './undelivered.ts'

export { brief, errorMessage, schemaErrors, typeName }

/** Why a rule about calls cannot be judged: said so often that it should read the same everywhere. */
export const NO_CALL = 'the model called no tool'

/** Why a rule on calls is open for an answer without one: the model made none, or the server lost what it wrote. */
export const withoutCall = (one: Observation): Inconclusive =>
  inconclusive(isUndelivered(one) ? `${UNDELIVERED}: a call may have got lost` : NO_CALL)

/** Findings where a call got lost that the model would have made, as another answer shows. */
export function* lostCall(one: Observation): Generator<Finding, Inconclusive | void, void> {
  if (!isUndelivered(one)) return inconclusive(NO_CALL)
  yield missing(one, TEXT, UNDELIVERED, 'a call, or a text', 'neither')
}
export const CUT = 'the token limit cut the call'

export const CALLS = '$.choices[0].message.tool_calls'

/** Sent with a value: neither absent, nor null, nor empty. */
export const given = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

/** The function of a call as sent; empty where it is no object. */
export const functionOf = (call: JsonObject): JsonObject => (isObject(call['function']) ? call['function'] : {})

/** Arguments of a call as an object, or undefined where the text is not the JSON of one. */
export function argumentsOf(call: Pick<ReplyToolCall, 'arguments'>): JsonObject | undefined {
  const parsed: Parsed = parseJson(call.arguments)
  return parsed.ok && isObject(parsed.value) ? parsed.value : undefined
}

/** The functions a request declares, by name: inside `function` as chat has them, or flat as Responses has them. */
export function declared({ request }: Pick<Observation, 'request'>): Map<string, JsonObject> {
  const tools = asArray(request['tools']).filter(isObject)
  const functions = tools.map((tool) => (tool['type'] === 'function' && 'name' in tool ? tool : functionOf(tool)))
  return new Map(functions.flatMap((fn) => (typeof fn['name'] === 'string' ? [[fn['name'], fn]] : [])))
}

/** The functions in a list of tools or items, also in namespaces, and in what a search found or the input brought. */
export const functionsIn = (list: unknown): string[] =>
  asArray(list)
    .filter(isObject)
    .flatMap(({ type, name, tools }) => [
      ...(type === 'function' && typeof name === 'string' ? [name] : []),
      ...functionsIn(tools),
    ])

/** In what the arguments of a call break the schema their function was declared with. */
export function argumentErrors(observation: Observation, call: Pick<ReplyToolCall, 'name' | 'arguments'>): string[] {
  const parameters = declared(observation).get(call.name)?.['parameters']
  const parsed = parseJson(call.arguments)
  if (!parsed.ok) return [`the arguments are no JSON: ${parsed.error}`]
  return isObject(parameters) ? schemaErrors(parameters, parsed.value) : []
}

/** Properties that its function requires and the arguments of a call lack; undefined where these are not an object. */
export function lackingProperties(
  observation: Observation,
  call: Pick<ReplyToolCall, 'name' | 'arguments'>,
): string[] | undefined {
  const parameters = declared(observation).get(call.name)?.['parameters']
  const parsed = parseJson(call.arguments)
  if (!parsed.ok || !isObject(parsed.value)) return undefined
  const given = Object.keys(parsed.value)
  const required = isObject(parameters) ? asArray(parameters['required']) : []
  return required.filter((name): name is string => typeof name === 'string' && !given.includes(name))
}

/** Names and types of an object's fields, to compare two objects whose values may differ. */
export const structure = (value: unknown): string =>
  isObject(value)
    ? Object.entries(value)
        .map(([key, inner]) => `${key}: ${typeName(inner)}`)
        .sort()
        .join(', ')
    : typeName(value)

/** That a request which OpenAI answers was answered, for steps whose status the rules judge. */
export function* accepted(observation: Observation, what: string): Generator<Finding, void> {
  if (observation.status === 200 && observation.reply && observation.reply.choices.length > 0) return
  const said = errorMessage(observation) ?? observation.text.slice(0, 160)
  yield wrong(
    observation,
    'status',
    `${what}: HTTP ${observation.status} ${said}`,
    'an answer (200)',
    observation.status,
  )
}

/** How many more tokens the prompt of `more` had than that of `less`; undefined where a server does not count. */
export function promptGrowth(less: Observation, more: Observation): number | undefined {
  const [from, to] = [usageCount(less, 'prompt_tokens'), usageCount(more, 'prompt_tokens')]
  return from === undefined || to === undefined ? undefined : to - from
}
