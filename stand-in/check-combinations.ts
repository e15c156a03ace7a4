import { isObject, objects, textOf, type JsonObject, type Refusal } from '../src/deviations/server-reply.ts'
import { formatRefusal } from './check-format.ts'
import type { RequestSchema } from './check-request.ts'
import { reasoningFamilyRefusal } from './reasoning-family.ts'
import { invalid } from './refusals.ts'

/**
 * What is wrong with parameters that are each right by themselves. The first that applies is told, as the service does.
 */
export function combinationRefusal(body: JsonObject, schema: RequestSchema): Refusal | null {
  const unsupported = reasoningFamilyRefusal(body)
  if (unsupported) return unsupported
  if (schema === 'chat-completion-request') return chatRefusal(body)
  return schema === 'text-completion-request' ? textRefusal(body) : null
}

const withoutStream = (body: JsonObject): Refusal | null =>
  isObject(body['stream_options']) && body['stream'] !== true
    ? invalid("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options', null)
    : null

function textRefusal(body: JsonObject): Refusal | null {
  const [best, n] = [body['best_of'], body['n']]
  if (typeof best === 'number' && best < Number(n ?? 1))
    return invalid(
      `You requested that the server return more choices than it will generate (HINT: you must set 'n' (currently ${Number(n ?? 1)}) to be at most 'best_of' (currently ${best}))`,
      'best_of',
      null,
    )
  if (typeof best === 'number' && best > 1 && body['stream'] === true)
    return invalid("Cannot stream results with 'best_of' greater than 1.", 'best_of', null)
  return withoutStream(body)
}

function chatRefusal(body: JsonObject): Refusal | null {
  const given = (key: string): boolean => body[key] !== undefined && body[key] !== null
  if (given('max_tokens') && given('max_completion_tokens')) {
    return invalid(
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
      'max_tokens',
      'invalid_parameter_combination',
    )
  }
  if (given('top_logprobs') && body['logprobs'] !== true)
    return invalid("'top_logprobs' is only allowed when 'logprobs' is enabled.", 'top_logprobs', null)
  return withoutStream(body) ?? toolRefusal(body) ?? formatRefusal(body) ?? historyRefusal(objects(body['messages']))
}

function toolRefusal(body: JsonObject): Refusal | null {
  const { tools, tool_choice: choice } = body
  if (Array.isArray(tools) && tools.length === 0)
    return invalid("Invalid 'tools': empty array.", 'tools', 'empty_array')
  const nameless = objects(tools).findIndex((tool) => tool['type'] === 'function' && !isObject(tool['function']))
  if (nameless >= 0)
    return invalid(
      `Missing required parameter: 'tools[${nameless}].function'.`,
      `tools[${nameless}].function`,
      'missing_required_parameter',
    )
  const without = ['tool_choice', 'parallel_tool_calls'].find(
    (key) => body[key] !== undefined && body[key] !== null && !tools,
  )
  if (without) return invalid(`'${without}' is only allowed when 'tools' are specified.`, without, null)
  const named = isObject(choice) && isObject(choice['function']) ? textOf(choice['function']['name']) : undefined
  const names = objects(tools).map((tool) => (isObject(tool['function']) ? tool['function']['name'] : ''))
  return named !== undefined && !names.includes(named)
    ? invalid(`Tool choice '${named}' not found in 'tools' parameter.`, 'tool_choice', null)
    : null
}

/** Every call is followed by its result, and every result follows its call. */
function historyRefusal(messages: JsonObject[]): Refusal | null {
  let open: string[] = []
  for (const [at, message] of messages.entries()) {
    if (message['role'] === 'tool') {
      const id = textOf(message['tool_call_id'])
      if (!open.includes(id))
        return invalid(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          `messages.[${at}].role`,
          null,
        )
      open = open.filter((one) => one !== id)
      continue
    }
    if (open.length > 0) return unanswered(at, open)
    if (message['role'] !== 'assistant' && (message['content'] === null || message['content'] === undefined)) {
      return invalid(`Invalid value for 'content': expected a string, got null.`, `messages.[${at}].content`, null)
    }
    open = objects(message['tool_calls']).map(({ id }) => textOf(id))
  }
  return open.length > 0 ? unanswered(messages.length, open) : null
}

const unanswered = (at: number, ids: string[]): Refusal =>
  invalid(
    `An assistant message with 'tool_calls' must be followed by tool messages. The following did not have one: ${ids.join(', ')}`,
    `messages.[${at}].role`,
    null,
  )
