import { isObject, objects, textOf, type JsonObject, type Refusal } from '../src/deviations/server-reply.ts'
import { invalid } from './refusals.ts'

/** Types of tools that the service knows. */
const TYPES = [
  'function',
  'custom',
  'namespace',
  'web_search',
  'web_search_preview',
  'file_search',
  'code_interpreter',
  'image_generation',
  'computer_use_preview',
  'mcp',
  'local_shell',
  'shell',
  'apply_patch',
  'tool_search',
]

/** A function a request declares, by itself or in a namespace. */
interface Declared {
  fn: JsonObject
  namespace: string | undefined
}

function declared(request: JsonObject): Declared[] {
  return objects(request['tools']).flatMap((tool): Declared[] => {
    if (tool['type'] === 'namespace')
      return objects(tool['tools'])
        .filter(({ type }) => type === 'function')
        .map((fn) => ({ fn, namespace: textOf(tool['name']) }))
    return tool['type'] === 'function' ? [{ fn: tool, namespace: undefined }] : []
  })
}

/** The namespace that a function was declared in, as its call says it. */
export function namespaceOf(request: JsonObject, name: string): JsonObject {
  const namespace = declared(request).find(({ fn }) => fn['name'] === name)?.namespace
  return namespace === undefined ? {} : { namespace }
}

/** The functions and the choice between them in the terms of a chat. */
export function chatTools(request: JsonObject): JsonObject {
  const choice = request['tool_choice']
  const allowed =
    isObject(choice) && choice['type'] === 'allowed_tools'
      ? objects(choice['tools']).map(({ name }) => textOf(name))
      : undefined
  const tools = declared(request)
    .filter(({ fn }) => allowed?.includes(textOf(fn['name'])) ?? true)
    .map(({ fn: { type: _, ...fn } }): JsonObject => ({ type: 'function', function: fn }))
  return { ...(request['tools'] ? { tools } : {}), ...chosen(choice) }
}

function chosen(choice: JsonObject[string] | undefined): JsonObject {
  if (!isObject(choice)) return choice === undefined || choice === null ? {} : { tool_choice: choice }
  if (choice['type'] === 'allowed_tools') return { tool_choice: choice['mode'] ?? 'auto' }
  return choice['type'] === 'function'
    ? { tool_choice: { type: 'function', function: { name: choice['name'] ?? '' } } }
    : {}
}

/** Why the tools of a request are refused. */
export function toolRefusal(request: JsonObject): Refusal | null {
  const unknown = objects(request['tools']).findIndex(({ type }) => !TYPES.includes(textOf(type)))
  if (unknown >= 0)
    return invalid(
      `Invalid value: '${textOf(objects(request['tools'])[unknown]?.['type'])}'.`,
      `tools[${unknown}].type`,
      'invalid_value',
    )
  const choice = request['tool_choice']
  const name = isObject(choice) && choice['type'] === 'function' ? textOf(choice['name']) : undefined
  const known = declared(request).some(({ fn }) => fn['name'] === name)
  return name === undefined || known
    ? null
    : invalid(`Tool choice '${name}' not found in 'tools' parameter.`, 'tool_choice', null)
}
