import {
  isObject,
  objects,
  textOf,
  type JsonObject,
  type ServerReply,
  type ServerRequest,
} from '../../exchange-types.ts'
import type { Hooks } from '../../hooks.ts'
import { replaced, type Fault } from '../fault.ts'

type Change = (body: JsonObject) => JsonObject
const asksResponse = ({ method, path }: ServerRequest): boolean => method === 'POST' && path.endsWith('/responses')
const asked = ({ body }: ServerRequest): JsonObject => JSON.parse(body ?? '{}') as JsonObject

const read = (change: Change): Hooks => ({
  request: (body, path) => (path.endsWith('/responses') ? change(body) : body),
})
const deafTo = (...parameters: string[]): Hooks =>
  read((body) => Object.fromEntries(Object.entries(body).filter(([key]) => !parameters.includes(key))))
const inInput = (change: (items: JsonObject[]) => JsonObject[]): Hooks =>
  read((body) => (Array.isArray(body['input']) ? { ...body, input: change(objects(body['input'])) } : body))
const eachItem = (change: (item: JsonObject) => JsonObject): Hooks => inInput((items) => items.map(change))
const tells = (change: (response: JsonObject, request: JsonObject) => JsonObject): Hooks => ({
  responseObject: (response, request) => ({ ...response, ...change(response, request) }),
})

/** Refuses requests for a response that meet a condition. */
const refusing = (
  applies: (body: JsonObject) => boolean,
  status: number,
  message = 'unknown input item type',
): Hooks => ({
  response: (reply, request) =>
    asksResponse(request) && reply.status === 200 && applies(asked(request))
      ? replaced(reply, {
          status,
          type: 'application/json',
          body: JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: null } }),
        })
      : reply,
})
const items = ({ input }: JsonObject): JsonObject[] => objects(input)
const isResult = (item: JsonObject | undefined): boolean => item?.['type'] === 'function_call_output'
/** The turn that brings the result of a call. */
const brings = (body: JsonObject): boolean => isResult(items(body).at(-1))
const has =
  (test: (item: JsonObject) => boolean) =>
  (body: JsonObject): boolean =>
    items(body).some(test)

const types = ({ tools }: JsonObject): string[] => objects(tools).map(({ type }) => textOf(type))
const without =
  (type: string): Change =>
  (body) =>
    types(body).includes(type)
      ? { ...body, tools: objects(body['tools']).filter((tool) => tool['type'] !== 'function') }
      : body

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

const fault = (name: string, about: string, kills: string, hooks: Hooks): Fault => ({
  name: `responses-${name}`,
  about,
  kills: kills.split(' ').map((rule) => `responses/${rule}`),
  hooks,
})

/** Parts of a request for a response that a server does not take, or takes and drops. */
export const faults: Fault[] = [
  fault(
    'result-refused',
    'the result of a function is an unknown item',
    'function-output/taken-back',
    refusing(brings, 400),
  ),
  fault(
    'result-unanswered',
    'nothing follows the result of a function',
    'function-output/final-message',
    tells((response, request) => (brings(request) ? { output: [] } : response)),
  ),
  fault(
    'result-lost',
    'results of functions are dropped',
    'function-output/output-reaches-model',
    eachItem((item) => (isResult(item) ? { ...item, output: '' } : item)),
  ),
  fault(
    'result-parts-refused',
    'a result in parts is refused',
    'function-output/parts-reach-model',
    refusing((body) => brings(body) && Array.isArray(items(body).at(-1)?.['output']), 400),
  ),
  fault(
    'result-parts-lost',
    'a result in parts is dropped',
    'function-output/parts-reach-model',
    eachItem((item) => (isResult(item) && Array.isArray(item['output']) ? { ...item, output: '' } : item)),
  ),
  fault(
    'result-not-streamed',
    'the turn after a call cannot be streamed',
    'function-output/streamed',
    refusing((body) => brings(body) && body['stream'] === true, 500),
  ),
  fault(
    'items-with-id',
    'items that come back with their id are refused',
    'function-output/sdk',
    refusing(
      has(({ id }) => id !== undefined),
      400,
    ),
  ),
  fault(
    'parts-lost',
    'text parts are dropped',
    'input-items/parts',
    eachItem((item) => (Array.isArray(item['content']) ? { ...item, content: '' } : item)),
  ),
  fault(
    'parts-refused',
    'text parts are refused',
    'input-items/parts',
    refusing(
      has(({ content }) => Array.isArray(content)),
      400,
    ),
  ),
  fault(
    'developer-lost',
    'developer messages are dropped (templates of Ollama)',
    'input-items/developer',
    inInput((all) => all.filter(({ role }) => role !== 'developer')),
  ),
  fault(
    'earlier-answer-lost',
    'earlier answers are dropped',
    'input-items/earlier-answer',
    inInput((all) => all.filter(({ role }) => role !== 'assistant')),
  ),
  fault(
    'earlier-answer-refused',
    'output_text is an unknown part',
    'input-items/earlier-answer',
    refusing(
      has(({ content }) => objects(content).some(({ type }) => type === 'output_text')),
      400,
    ),
  ),
  fault(
    'nothing-answered',
    'an empty input is answered (Ollama)',
    'input-items/nothing-is-refused',
    read((body) => (items(body).length === 0 && Array.isArray(body['input']) ? { ...body, input: ' ' } : body)),
  ),
  fault(
    'namespace-dropped',
    'functions in a namespace are dropped (oMLX)',
    'namespace/function-kept',
    read((body) => ({
      ...body,
      ...(body['tools'] ? { tools: objects(body['tools']).filter(({ type }) => type !== 'namespace') } : {}),
    })),
  ),
  fault(
    'namespace-joined',
    'the namespace is put before the name (Ollama 0.32, vLLM)',
    'namespace/name-apart',
    tells(({ output }) => ({
      output: objects(output).map(({ namespace, ...item }) =>
        namespace === undefined ? item : { ...item, name: `${textOf(namespace)}.${textOf(item['name'])}` },
      ),
    })),
  ),
  fault(
    'custom-drops-functions',
    'beside a custom tool functions are dropped',
    'tool-types/custom-keeps-functions',
    read(without('custom')),
  ),
  fault(
    'search-drops-functions',
    'beside web search functions are dropped',
    'tool-types/search-keeps-functions',
    read(without('web_search')),
  ),
  fault(
    'shell-drops-functions',
    'beside a local shell functions are dropped',
    'tool-types/shell-keeps-functions',
    read(without('local_shell')),
  ),
  fault(
    'tool-refused-vaguely',
    'tools of other types are refused without a word of them',
    'tool-types/refusal-names-it',
    refusing((body) => types(body).includes('custom'), 400, 'invalid request'),
  ),
  fault(
    'allowed-tools-ignored',
    'allowed_tools is taken for auto',
    'tool-choice/allowed-tools',
    read((body) =>
      isObject(body['tool_choice']) && body['tool_choice']['type'] === 'allowed_tools'
        ? { ...body, tool_choice: 'auto' }
        : body,
    ),
  ),
  fault(
    'parallel-ignored',
    'parallel_tool_calls is ignored (Ollama)',
    'parallel-off/at-most-one echo/parallel-tool-calls',
    deafTo('parallel_tool_calls'),
  ),
  fault('not-kept', 'no response is kept (Ollama)', 'stored/retrieved stored/unknown-in-json', looked('GET', noRoute)),
  fault('store-ignored', 'everything is kept, whatever `store` says', 'stored/unstored-is-gone', deafTo('store')),
  fault('metadata-ignored', 'metadata is dropped (Ollama)', 'stored/metadata', deafTo('metadata')),
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
    fault(`${key}-ignored`, `${key} is ignored (Ollama)`, `references/${key}`, deafTo(key)),
  ),
  ...['user', 'safety_identifier', 'prompt_cache_key', 'prompt_cache_retention', 'moderation'].map((key) =>
    fault(`${key}-ignored`, `${key} is ignored (Ollama)`, `labels/${key.replaceAll('_', '-')}`, deafTo(key)),
  ),
  fault('tier-ignored', 'service_tier is not read', 'labels/service-tier', deafTo('service_tier')),
  fault(
    'max-tool-calls-ignored',
    'max_tool_calls is ignored (Ollama)',
    'tool-types/max-tool-calls',
    deafTo('max_tool_calls'),
  ),
  fault(
    'context-management-ignored',
    'context_management is ignored (Ollama)',
    'unseen/context-management',
    deafTo('context_management'),
  ),
  fault('background-ignored', 'background is ignored (Ollama)', 'background/comes-at-once', deafTo('background')),
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
  fault('top-p-ignored', 'top_p is ignored', 'sampling/top-p-narrows echo/top-p', deafTo('top_p')),
  fault('include-ignored', 'include is ignored (Ollama)', 'logprobs/included', deafTo('include')),
  fault('top-logprobs-ignored', 'top_logprobs is ignored (Ollama)', 'logprobs/alternatives', deafTo('top_logprobs')),
  fault('truncated', 'an input that is too long is shortened (Ollama)', 'truncation/disabled-refuses', {
    refusal: (refusal) => (refusal.code === 'context_length_exceeded' ? null : refusal),
    ...tells(({ usage }) =>
      isObject(usage) && Number(usage['input_tokens']) > 4096 ? { usage: { ...usage, input_tokens: 2050 } } : {},
    ),
  }),
  fault('padding-kept', 'include_obfuscation is ignored', 'stream-options/no-padding', deafTo('stream_options')),
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
    'reasoning_tokens is always 0 (Ollama)',
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
      'a response says something else than it was asked for with',
      `echo/${field}`,
      tells(() => told),
    ),
  ),
]
