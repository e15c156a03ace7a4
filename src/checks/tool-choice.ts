import type { Observation } from '../wire/observe.ts'
import { asArray, isObject, type JsonObject } from './reply.ts'

/** What a request says of the calls that may come. */
export interface ToolChoice {
  kind: 'none' | 'auto' | 'required' | 'named' | 'allowed'
  /** A call must come. */
  forces: boolean
  /** The only functions that may be called; undefined where all may. */
  names?: string[]
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isFunction = ({ type }: JsonObject): boolean => type === 'function' || type === 'custom'

/** The name of a tool as Responses writes it, and as chat does. */
const nameOf = (tool: JsonObject): unknown =>
  tool['name'] ?? [tool['function'], tool['custom']].find(isObject)?.['name']

/** The `tool_choice` of a request; undefined where it has none, or one that says nothing of functions. */
export function toolChoice({ request }: Pick<Observation, 'request'>): ToolChoice | undefined {
  const choice = request['tool_choice']
  if (choice === 'none' || choice === 'auto') return { kind: choice, forces: false }
  if (choice === 'required') return { kind: choice, forces: true }
  if (!isObject(choice)) return undefined
  if (choice['type'] === 'allowed_tools') return allowed(choice)
  const name = nameOf(choice)
  return isFunction(choice) && isText(name) ? { kind: 'named', forces: true, names: [name] } : undefined
}

function allowed(choice: JsonObject): ToolChoice | undefined {
  const { mode, tools } = isObject(choice['allowed_tools']) ? choice['allowed_tools'] : choice
  const list = asArray(tools).filter(isObject)
  // Tools of the service are called under the names of their types, and those of other servers under their labels.
  if (list.length === 0 || !list.every(isFunction)) return undefined
  return { kind: 'allowed', forces: mode === 'required', names: list.map(nameOf).filter(isText) }
}

/** The request has a `tool_choice` of that kind, and tools to choose from. */
export const chooses =
  (kind: ToolChoice['kind']) =>
  (one: Observation): boolean =>
    toolChoice(one)?.kind === kind && asArray(one.request['tools']).length > 0
