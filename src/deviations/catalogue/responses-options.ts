import { replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { deafTo, fault, has, inInput, read, refusing, tells } from '../response-requests.ts'
import { isObject, type JsonObject, type ServerReply } from '../server-reply.ts'

const looked = (method: string, answer: (reply: ServerReply) => ServerReply): Hooks => ({
  response: (reply, request) =>
    request.method === method && /\/responses\/./.test(request.path) ? answer(reply) : reply,
})

const noRoute = (reply: ServerReply): ServerReply =>
  replaced(reply, { status: 404, type: 'text/plain', body: '404 page not found' })

const reasoningOf = (body: JsonObject): JsonObject => (isObject(body['reasoning']) ? body['reasoning'] : {})
const effort =
  (value: string) =>
  (body: JsonObject): boolean =>
    reasoningOf(body)['effort'] === value

export const deviations: Deviation[] = [
  fault('not-kept', 'no response is kept', 'stored/retrieved stored/unknown-in-json', looked('GET', noRoute)),
  fault('store-ignored', 'everything is kept, whatever `store` says', 'stored/unstored-is-gone', deafTo('store')),
  fault('metadata-ignored', 'metadata is dropped', 'stored/metadata', deafTo('metadata')),
  fault('not-deleted', 'responses cannot be deleted', 'stored/deleted', looked('DELETE', noRoute)),
  fault(
    'earlier-turn-lost',
    'what was said before is not looked up',
    'stored/continues',
    tells(({ usage }, { previous_response_id: previous }) =>
      previous && isObject(usage) ? { usage: { ...usage, input_tokens: 11 } } : {},
    ),
  ),
  ...['conversation', 'prompt'].map((key) =>
    fault(`${key}-ignored`, `\`${key}\` is ignored`, `references/${key}`, deafTo(key)),
  ),
  ...['user', 'safety_identifier', 'prompt_cache_key', 'prompt_cache_retention', 'moderation'].map((key) =>
    fault(
      `${key.replaceAll('_', '-')}-ignored`,
      `\`${key}\` is ignored`,
      `labels/${key.replaceAll('_', '-')}`,
      deafTo(key),
    ),
  ),
  fault('tier-ignored', '`service_tier` is not read', 'labels/service-tier', deafTo('service_tier')),
  fault('max-tool-calls-ignored', '`max_tool_calls` is ignored', 'tool-types/max-tool-calls', deafTo('max_tool_calls')),
  fault(
    'context-management-ignored',
    '`context_management` is ignored',
    'unseen/context-management',
    deafTo('context_management'),
  ),
  fault('background-ignored', 'background is ignored', 'background/comes-at-once', deafTo('background')),
  fault(
    'temperature-ignored',
    'every response is drawn at temperature 0',
    'sampling/temperature-two-varies echo/temperature',
    deafTo('temperature'),
  ),
  fault(
    'always-hot',
    'every response is drawn at temperature 2',
    'sampling/temperature-zero-stays',
    read((body) => ({ ...body, temperature: 2 })),
  ),
  fault('top-p-ignored', '`top_p` is ignored', 'sampling/top-p-narrows echo/top-p', deafTo('top_p')),
  fault('include-ignored', 'include is ignored', 'logprobs/included', deafTo('include')),
  fault('top-logprobs-ignored', '`top_logprobs` is ignored', 'logprobs/alternatives', deafTo('top_logprobs')),
  fault('truncated', 'an input that is too long is shortened', 'truncation/disabled-refuses', {
    accepts: ({ code }) => code === 'context_length_exceeded',
    ...tells(({ usage }) =>
      isObject(usage) && Number(usage['input_tokens']) > 4096 ? { usage: { ...usage, input_tokens: 2050 } } : {},
    ),
  }),
  fault('padding-kept', '`include_obfuscation` is ignored', 'stream-options/no-padding', deafTo('stream_options')),
  fault(
    'effort-ignored',
    'reasoning.effort is ignored',
    'reasoning/none-turns-off echo/reasoning-effort',
    deafTo('reasoning'),
  ),
  ...['minimal', 'xhigh'].map((value) =>
    fault(
      `effort-${value}-crashes`,
      `reasoning.effort "${value}" gives a 500`,
      `reasoning/takes-${value}`,
      refusing(effort(value), 500),
    ),
  ),
  fault(
    'thoughts-uncounted',
    '`reasoning_tokens` is always 0',
    'reasoning/thoughts-are-counted',
    tells(({ usage }) => ({
      usage: isObject(usage) ? { ...usage, output_tokens_details: { reasoning_tokens: 0 } } : null,
    })),
  ),
  fault(
    'thoughts-refused',
    'reasoning items are unknown',
    'reasoning/thoughts-go-back',
    refusing(
      has(({ type }) => type === 'reasoning'),
      400,
    ),
  ),
  fault(
    'thoughts-swallow',
    'what follows a reasoning item is dropped',
    'reasoning/thoughts-go-back',
    inInput((all) => all.filter((_, at) => all[at - 1]?.['type'] !== 'reasoning')),
  ),
  ...Object.entries<JsonObject>({
    'tool-choice': { tool_choice: 'auto' },
    'max-output-tokens': { max_output_tokens: null },
    tools: { tools: [{ type: 'function', name: '' }] },
    'text-format': { text: { format: { type: 'text' } } },
  }).map(([field, told]) =>
    fault(
      `${field}-untold`,
      `a response says another \`${field.replaceAll('-', field === 'text-format' ? '.' : '_')}\` than the request`,
      `echo/${field}`,
      tells(() => told),
    ),
  ),
]
