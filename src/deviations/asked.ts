import { isObject, objects, textOf, type JsonObject } from './server-reply.ts'

/** A tool that a request declares, in whichever form. */
export interface DeclaredTool {
  name: string
  parameters: JsonObject
}

/** What a request asks for, of chats and responses alike. */
export interface Asked {
  tools: DeclaredTool[]
  /** `auto`, `none`, `required`, `named` or `allowed`. */
  choice: string
  /** The function that the choice names. */
  named: string
  parallel: boolean
  /** `text`, `json_object` or `json_schema`. */
  format: string
  stops: string[]
  /** The stops are a list. */
  stopList: boolean
  cap: number | null
  streams: boolean
  effort: string | null
}

const part = (body: JsonObject, key: string): JsonObject => (isObject(body[key]) ? body[key] : {})

/** Reads a request, whatever stands in it. */
export function askedIn(body: JsonObject): Asked {
  const choice = body['tool_choice']
  const cap = body['max_completion_tokens'] ?? body['max_tokens'] ?? body['max_output_tokens']
  const format = part(body, 'response_format')['type'] ?? part(part(body, 'text'), 'format')['type']
  const effort = body['reasoning_effort'] ?? part(body, 'reasoning')['effort']
  return {
    tools: objects(body['tools']).flatMap(toolOf),
    choice: isObject(choice) ? (choice['type'] === 'allowed_tools' ? 'allowed' : 'named') : textOf(choice) || 'auto',
    named: isObject(choice) ? textOf(part(choice, 'function')['name'] ?? choice['name']) : '',
    parallel: body['parallel_tool_calls'] !== false,
    format: textOf(format) || 'text',
    stops: stopsOf(body),
    stopList: Array.isArray(body['stop']),
    cap: typeof cap === 'number' ? cap : null,
    streams: body['stream'] === true,
    effort: textOf(effort) || null,
  }
}

export const stopsOf = ({ stop }: JsonObject): string[] =>
  [stop ?? []].flat().filter((one): one is string => typeof one === 'string' && one !== '')

function toolOf(tool: JsonObject): DeclaredTool[] {
  const fn = isObject(tool['function']) ? tool['function'] : tool
  const name = textOf(fn['name'])
  return name === '' ? [] : [{ name, parameters: part(fn, 'parameters') }]
}
