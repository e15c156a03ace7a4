import type { Json } from '../../src/define/steps.ts'
import { isObject } from '../stand-in/exchange-types.ts'
import type { Hooks } from '../stand-in/hooks.ts'
import type { Refusal } from '../stand-in/refusals.ts'
import { bodyText, replaced, type Fault } from './fault.ts'

const kills = ['errors/**']

const retold = (change: (refusal: Refusal) => Partial<Refusal>, applies: (refusal: Refusal) => boolean = () => true): Hooks =>
  ({ refusal: (refusal) => (applies(refusal) ? { ...refusal, ...change(refusal) } : refusal) })

/** Writes the body of every error in another way. */
const written = (write: (error: { [key: string]: Json }, status: number) => string, type = 'application/json', status?: number): Hooks => ({
  response: (reply) => {
    if (reply.status < 400) return reply
    const parsed: unknown = JSON.parse(bodyText(reply))
    const error = isObject(parsed) && isObject(parsed['error']) ? parsed['error'] : {}
    return replaced(reply, { status: status ?? reply.status, type, body: write(error, reply.status) })
  },
})

const inError = (change: (error: { [key: string]: Json }) => unknown): Hooks => written((error) => JSON.stringify({ error: change(error) }))
const about = (...params: string[]) => ({ param }: Refusal): boolean => params.some((one) => param === one || (param?.startsWith(`${one}.`) ?? false) || (param?.startsWith(`${one}[`) ?? false))
const unknownModel = ({ code }: Refusal): boolean => code === 'model_not_found'
const noModel = ({ message }: Refusal): boolean => message.startsWith('you must provide a model')
const notJson = ({ message }: Refusal): boolean => message.includes('parse the JSON')
const wrongPath = ({ message }: Refusal): boolean => message.startsWith('Invalid URL')
const wrongMethod = ({ status }: Refusal): boolean => status === 405

/** Parameters a lenient server does not check. */
const UNCHECKED = ['messages', 'temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'n', 'max_tokens', 'max_completion_tokens', 'stop', 'stream',
  'stream_options', 'logprobs', 'top_logprobs', 'logit_bias', 'response_format', 'tools', 'tool_choice', 'parallel_tool_calls', 'seed', 'user', 'reasoning_effort']

const KINDS: [string, (refusal: Refusal) => boolean][] = [
  ['unknown-model', unknownModel], ['no-model', noModel], ['not-json', notJson], ['wrong-path', wrongPath], ['wrong-method', wrongMethod],
]

export const errorFaults: Fault[] = [
  { name: 'error-text', about: 'errors are plain text', kills, hooks: written((error) => String(error['message']), 'text/plain') },
  { name: 'error-html', about: 'errors are pages', kills, hooks: written(() => '<!doctype html><title>Bad Request</title>', 'text/html') },
  { name: 'error-empty', about: 'errors have no body', kills, hooks: written(() => '') },
  { name: 'error-string', about: 'error is a string (native Ollama)', kills, hooks: inError((error) => error['message']) },
  { name: 'error-list', about: 'the error stands in a list (Gemini)', kills, hooks: written((error) => JSON.stringify([{ error }])) },
  { name: 'error-flat', about: 'the fields stand at the top (Mistral)', kills, hooks: written((error) => JSON.stringify({ object: 'error', ...error })) },
  { name: 'error-detail', about: 'the error is a validation report of a web framework', kills, hooks: written(() => '{"detail":[{"loc":["body"],"msg":"field required","type":"value_error"}]}', 'application/json', 422) },
  { name: 'error-status-200', about: 'errors come under HTTP 200', kills, hooks: written((error) => JSON.stringify({ error }), 'application/json', 200) },
  { name: 'error-status-500', about: 'mistakes of the client give a 500', kills, hooks: retold(() => ({ status: 500, type: 'server_error' })) },
  { name: 'error-type-text-plain', about: 'error bodies are JSON under text/plain', kills, hooks: written((error) => JSON.stringify({ error }), 'text/plain') },
  { name: 'error-message-empty', about: 'the message is empty', kills, hooks: retold(() => ({ message: '' })) },
  { name: 'error-message-nested', about: 'the message is JSON in a string (Ollama 0.30)', kills, hooks: inError((error) => ({ ...error, message: JSON.stringify({ error }) })) },
  { name: 'error-type-api', about: 'the type is always api_error (Ollama to 0.15)', kills, hooks: retold(() => ({ type: 'api_error' })) },
  { name: 'error-type-not-found', about: 'the type is not_found_error (Ollama)', kills, hooks: retold(() => ({ type: 'not_found_error' }), ({ status }) => status === 404) },
  { name: 'error-type-absent', about: 'errors have no type', kills, hooks: inError(({ type: _, ...error }) => error) },
  { name: 'error-code-null', about: 'the code is always null (Ollama)', kills, hooks: retold(() => ({ code: null })) },
  { name: 'error-code-number', about: 'the code is the HTTP status (llama.cpp)', kills, hooks: inError((error) => ({ ...error, code: 400 })) },
  { name: 'error-code-absent', about: 'errors have no code', kills, hooks: inError(({ code: _, ...error }) => error) },
  { name: 'error-param-null', about: 'the param is always null (Ollama)', kills, hooks: retold(() => ({ param: null })) },
  { name: 'error-param-absent', about: 'errors have no param', kills, hooks: inError(({ param: _, ...error }) => error) },
  ...KINDS.flatMap(([kind, applies]): Fault[] => [
    { name: `${kind}-500`, about: `${kind}: a 500`, kills, hooks: retold(() => ({ status: 500, type: 'api_error' }), applies) },
    { name: `${kind}-accepted`, about: `${kind}: answered as if nothing were wrong`, kills, hooks: { refusal: (refusal) => (applies(refusal) ? null : refusal), response: (reply) => reply } },
    { name: `${kind}-400`, about: `${kind}: a bare 400`, kills: ['errors/**', 'models/**'], hooks: retold(() => ({ status: 400, code: null, param: null }), applies) },
    { name: `${kind}-no-code`, about: `${kind}: an error without a code`, kills: ['errors/**', 'models/**'], hooks: retold(() => ({ code: null }), applies) },
  ]),
  ...UNCHECKED.flatMap((param): Fault[] => [
    { name: `unchecked-${param}`, about: `a senseless \`${param}\` is accepted`, kills, hooks: { refusal: (refusal) => (about(param)(refusal) ? null : refusal) } },
    { name: `500-for-${param}`, about: `a senseless \`${param}\` gives a 500`, kills, hooks: retold(() => ({ status: 500, type: 'api_error' }), about(param)) },
    { name: `param-lost-for-${param}`, about: `the error does not name \`${param}\``, kills, hooks: retold(() => ({ param: null }), about(param)) },
  ]),
  { name: 'unchecked-unknown', about: 'unknown parameters are accepted (Ollama)', kills, hooks: { refusal: (refusal) => (refusal.code === 'unknown_parameter' ? null : refusal) } },
  { name: 'unchecked-missing', about: 'missing parameters are not missed', kills, hooks: { refusal: (refusal) => (refusal.code === 'missing_required_parameter' ? null : refusal) } },
  { name: 'missing-code-other', about: 'a missing parameter is told under another code', kills, hooks: retold(() => ({ code: 'invalid_request' }), ({ code }) => code === 'missing_required_parameter') },
  { name: 'wrong-type-code-other', about: 'a wrong type is told under another code', kills, hooks: retold(() => ({ code: 'invalid_request' }), ({ code }) => code === 'invalid_type') },
  { name: 'stream-error-as-stream', about: 'a refused stream is an event stream under HTTP 200', kills: ['errors/**', 'streaming/**'], hooks: { response: (reply, { body }) => (reply.status >= 400 && body?.includes('"stream":true') ? replaced(reply, { status: 200, type: 'text/event-stream', body: `data: ${bodyText(reply)}\n\n` }) : reply) } },
  { name: 'request-id-absent', about: 'errors carry no x-request-id (Ollama)', kills: ['errors/**', 'transport/**'], hooks: { response: (reply) => ({ ...reply, headers: reply.headers.filter(([name]) => name !== 'x-request-id') }) } },
]
