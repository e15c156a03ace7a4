import { isObject, objects, textOf, type ChatRequest, type JsonObject } from './exchange-types.ts'
import { generate } from './generate.ts'
import { letters } from './ids.ts'
import { servedAs } from './models.ts'

const CREATED = Date.parse('2026-10-01T12:00:00Z') / 1000
let told = 0
const id = (prefix: string): string => `${prefix}_${letters(`${prefix} ${told++}`, 48)}`

/** The finished response to a request, as the real service sends it. `before` is what an earlier response adds to the history. */
export function buildResponse(request: JsonObject, before: JsonObject[] = []): JsonObject {
  const chat = asChat(request, before)
  const { text, calls, finish, promptTokens, completionTokens } = generate(chat)
  const cut = finish === 'length'
  const status = cut ? 'incomplete' : 'completed'
  const output: JsonObject[] = calls.length > 0
    ? calls.map((call): JsonObject => ({ id: id('fc'), type: 'function_call', status, arguments: call.arguments, call_id: call.id, name: call.name }))
    : [{ id: id('msg'), type: 'message', status, content: [{ type: 'output_text', annotations: [], logprobs: [], text: text ?? '' }], role: 'assistant' }]
  return {
    id: id('resp'), object: 'response', created_at: CREATED, status, background: false, billing: { payer: 'developer' }, completed_at: cut ? null : CREATED + 1,
    error: null, frequency_penalty: 0, incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    ...echoes(request), model: servedAs(String(request['model'])), output,
    reasoning: { effort: null, summary: null }, safety_identifier: null, service_tier: 'default', presence_penalty: 0,
    usage: {
      input_tokens: promptTokens, input_tokens_details: { cached_tokens: 0 },
      output_tokens: completionTokens, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: promptTokens + completionTokens,
    },
    user: null,
  }
}

/** What a response says again of its request. */
function echoes(request: JsonObject): JsonObject {
  const told = (key: string, otherwise: JsonObject[string]): JsonObject => ({ [key]: request[key] ?? otherwise })
  const text = isObject(request['text']) ? request['text'] : {}
  return {
    ...told('instructions', null), ...told('max_output_tokens', null), ...told('max_tool_calls', null), ...told('metadata', {}),
    ...told('parallel_tool_calls', true), ...told('previous_response_id', null), ...told('prompt_cache_key', null), ...told('store', true),
    ...told('temperature', 1), ...told('tool_choice', 'auto'), ...told('top_logprobs', 0), ...told('top_p', 1), ...told('truncation', 'disabled'),
    text: { format: text['format'] ?? { type: 'text' }, verbosity: text['verbosity'] ?? 'medium' },
    tools: objects(request['tools']).map((tool) => (tool['type'] === 'function' ? { description: null, strict: true, ...tool } : tool)),
  }
}

/** The request in the terms of a chat, which the scripted model understands. */
function asChat(request: JsonObject, before: JsonObject[]): ChatRequest {
  const format = isObject(request['text']) ? request['text']['format'] : undefined
  const choice = request['tool_choice']
  return {
    model: String(request['model']),
    messages: [...(typeof request['instructions'] === 'string' ? [{ role: 'developer', content: request['instructions'] }] : []), ...before, ...inputMessages(request['input'])],
    max_tokens: request['max_output_tokens'] ?? null,
    ...(request['tools'] ? { tools: objects(request['tools']).filter(({ type }) => type === 'function').map(({ type: _, ...fn }) => ({ type: 'function', function: fn })) } : {}),
    ...(choice === undefined ? {} : { tool_choice: isObject(choice) && choice['type'] === 'function' ? { type: 'function', function: { name: choice['name'] ?? '' } } : choice }),
    ...(request['parallel_tool_calls'] === undefined ? {} : { parallel_tool_calls: request['parallel_tool_calls'] }),
    ...(isObject(format) && format['type'] !== 'text' ? { response_format: chatFormat(format) } : {}),
  }
}

const chatFormat = ({ type, ...schema }: JsonObject): JsonObject => (type === 'json_schema' ? { type, json_schema: schema } : { type: type ?? 'text' })

/** Input items as chat messages; calls that stand together are one turn. */
export function inputMessages(input: JsonObject[string] | undefined): JsonObject[] {
  if (typeof input === 'string') return [{ role: 'user', content: input }]
  const messages: JsonObject[] = []
  for (const item of objects(input)) {
    if (item['type'] === 'function_call') addCall(messages, item)
    else if (item['type'] === 'function_call_output') messages.push({ role: 'tool', tool_call_id: item['call_id'] ?? '', content: item['output'] ?? '' })
    else if (item['role'] !== undefined) messages.push({ role: item['role'], content: Array.isArray(item['content']) ? objects(item['content']).map(({ text }) => ({ type: 'text', text: text ?? '' })) : item['content'] ?? '' })
  }
  return messages
}

function addCall(messages: JsonObject[], item: JsonObject): void {
  const call: JsonObject = { id: item['call_id'] ?? '', type: 'function', function: { name: textOf(item['name']), arguments: textOf(item['arguments']) } }
  const last = messages.at(-1)
  if (last?.['tool_calls']) last['tool_calls'] = [...objects(last['tool_calls']), call]
  else messages.push({ role: 'assistant', content: null, tool_calls: [call] })
}
