import {
  isObject,
  objects,
  textOf,
  type ChatRequest,
  type Generation,
  type JsonObject,
} from '../src/deviations/server-reply.ts'
import { tokensOf } from '../src/deviations/tokens.ts'
import { answerExtras } from './chat-extras.ts'
import { answeredAt } from './clock.ts'
import { tokenLogprob } from './completion.ts'
import { generate } from './generate.ts'
import { letters } from './ids.ts'
import { servedAs } from './models.ts'
import { chatTools, namespaceOf } from './response-tools.ts'
import { thoughtTokens } from './thinking.ts'

let told = 0
const id = (prefix: string): string => `${prefix}_${letters(`${prefix} ${told++}`, 48)}`

/**
 * The finished response to a request, as the real service sends it. `before` is what an earlier response adds to the
 * history.
 */
export function buildResponse(request: JsonObject, before: JsonObject[] = []): JsonObject {
  const chat = asChat(request, before)
  const written = generate(chat)
  const { reasoning, finish, promptTokens, completionTokens } = written
  const cut = finish === 'length'
  const status = cut ? 'incomplete' : 'completed'
  const thinks = reasoning !== undefined && reasoning !== ''
  return {
    id: id('resp'),
    object: 'response',
    created_at: answeredAt(),
    status,
    billing: { payer: 'developer' },
    completed_at: cut ? null : answeredAt() + 1,
    error: null,
    frequency_penalty: 0,
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    ...echoes(request),
    ...answerExtras(chat),
    model: servedAs(String(request['model'])),
    output: [...(thinks ? [thoughtItem(request, reasoning)] : []), ...items(request, written, status)],
    presence_penalty: 0,
    usage: {
      input_tokens: promptTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: completionTokens,
      output_tokens_details: { reasoning_tokens: thoughtTokens(reasoning) },
      total_tokens: promptTokens + completionTokens,
    },
  }
}

/** A response that is only begun: what a client gets at once of one made in the background. */
export const queued = (response: JsonObject): JsonObject => ({
  ...response,
  status: 'queued',
  output: [],
  usage: null,
  completed_at: null,
  incomplete_details: null,
})

const thoughtItem = (request: JsonObject, text: string): JsonObject => {
  const summed = isObject(request['reasoning']) && typeof request['reasoning']['summary'] === 'string'
  const kept = Array.isArray(request['include']) && request['include'].includes('reasoning.encrypted_content')
  return {
    id: id('rs'),
    type: 'reasoning',
    summary: summed ? [{ type: 'summary_text', text }] : [],
    ...(kept ? { encrypted_content: letters(text, 48) } : {}),
  }
}

function items(request: JsonObject, { text, calls }: Generation, status: string): JsonObject[] {
  if (calls.length > 0)
    return calls.map((call): JsonObject => ({
      id: id('fc'),
      type: 'function_call',
      status,
      arguments: call.arguments,
      call_id: call.id,
      name: call.name,
      ...namespaceOf(request, call.name),
    }))
  const wanted = Array.isArray(request['include']) && request['include'].includes('message.output_text.logprobs')
  const logprobs = wanted
    ? tokensOf(text ?? '').map((token) => tokenLogprob(token, Number(request['top_logprobs'] ?? 0)))
    : []
  // The limit was spent on thoughts: there is no message.
  if (text === '' && status === 'incomplete') return []
  return [
    {
      id: id('msg'),
      type: 'message',
      status,
      content: [{ type: 'output_text', annotations: [], logprobs, text: text ?? '' }],
      role: 'assistant',
    },
  ]
}

/** What a response says again of its request. */
function echoes(request: JsonObject): JsonObject {
  const told = (key: string, otherwise: JsonObject[string]): JsonObject => ({ [key]: request[key] ?? otherwise })
  const text = isObject(request['text']) ? request['text'] : {}
  const reasoning = isObject(request['reasoning']) ? request['reasoning'] : {}
  return {
    ...told('background', false),
    ...told('instructions', null),
    ...told('max_output_tokens', null),
    ...told('max_tool_calls', null),
    ...told('metadata', {}),
    ...told('parallel_tool_calls', true),
    ...told('previous_response_id', null),
    ...told('prompt_cache_key', null),
    ...told('prompt_cache_retention', null),
    ...told('safety_identifier', null),
    ...told('store', true),
    ...told('user', null),
    ...told('temperature', 1),
    ...told('tool_choice', 'auto'),
    ...told('top_logprobs', 0),
    ...told('top_p', 1),
    ...told('truncation', 'disabled'),
    reasoning: { effort: reasoning['effort'] ?? null, summary: reasoning['summary'] ?? null },
    text: { format: text['format'] ?? { type: 'text' }, verbosity: text['verbosity'] ?? 'medium' },
    tools: objects(request['tools']).map((tool) =>
      tool['type'] === 'function' ? { description: null, strict: true, ...tool } : tool,
    ),
  }
}

/** The request in the terms of a chat, which the scripted model understands. */
function asChat(request: JsonObject, before: JsonObject[]): ChatRequest {
  const format = isObject(request['text']) ? request['text']['format'] : undefined
  const reasoning = isObject(request['reasoning']) ? request['reasoning'] : {}
  return {
    model: String(request['model']),
    messages: [
      ...(typeof request['instructions'] === 'string' ? [{ role: 'developer', content: request['instructions'] }] : []),
      ...before,
      ...inputMessages(request['input']),
    ],
    max_tokens: request['max_output_tokens'] ?? null,
    // There is no seed here: each answer is drawn anew.
    temperature: request['temperature'] ?? null,
    top_p: request['top_p'] ?? null,
    ...(reasoning['effort'] ? { reasoning_effort: reasoning['effort'] } : {}),
    ...(isObject(request['moderation']) ? { moderation: request['moderation'] } : {}),
    ...(typeof request['service_tier'] === 'string' ? { service_tier: request['service_tier'] } : {}),
    ...chatTools(request),
    ...(request['parallel_tool_calls'] === undefined ? {} : { parallel_tool_calls: request['parallel_tool_calls'] }),
    ...(isObject(format) && format['type'] !== 'text' ? { response_format: chatFormat(format) } : {}),
  }
}

const chatFormat = ({ type, ...schema }: JsonObject): JsonObject =>
  type === 'json_schema' ? { type, json_schema: schema } : { type: type ?? 'text' }

/** Input items as chat messages; calls that stand together are one turn. */
export function inputMessages(input: JsonObject[string] | undefined): JsonObject[] {
  if (typeof input === 'string') return [{ role: 'user', content: input }]
  const messages: JsonObject[] = []
  for (const item of objects(input)) {
    if (item['type'] === 'function_call') addCall(messages, item)
    else if (item['type'] === 'function_call_output')
      messages.push({ role: 'tool', tool_call_id: item['call_id'] ?? '', content: chatContent(item['output']) })
    else if (item['role'] !== undefined)
      messages.push({
        role: item['role'],
        content: chatContent(item['content']),
      })
  }
  return messages
}

/** Parts in the terms of a chat. */
const chatContent = (content: JsonObject[string] | undefined): JsonObject[string] =>
  Array.isArray(content)
    ? objects(content).map(({ text, image_url: url }): JsonObject =>
        url === undefined ? { type: 'text', text: text ?? '' } : { type: 'image_url', image_url: { url } },
      )
    : (content ?? '')

function addCall(messages: JsonObject[], item: JsonObject): void {
  const call: JsonObject = {
    id: item['call_id'] ?? '',
    type: 'function',
    function: { name: textOf(item['name']), arguments: textOf(item['arguments']) },
  }
  const last = messages.at(-1)
  if (last?.['tool_calls']) last['tool_calls'] = [...objects(last['tool_calls']), call]
  else messages.push({ role: 'assistant', content: null, tool_calls: [call] })
}
