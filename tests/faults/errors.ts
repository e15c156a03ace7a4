import type { Json } from '../../src/define/steps.ts'
import type { Observation } from '../../src/observe/observe.ts'
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
const unknownModel = ({ code }: Refusal): boolean => code === 'model_not_found'
const noModel = ({ message }: Refusal): boolean => message.startsWith('you must provide a model')
const notJson = ({ message }: Refusal): boolean => message.includes('parse the JSON')
const KINDS: [string, (refusal: Refusal) => boolean][] = [['unknown-model', unknownModel], ['no-model', noModel], ['not-json', notJson]]

const onMethod = (method: string, path: RegExp, status: number, body: string): Hooks => ({
  response: (reply, request) => (request.method === method && path.test(request.path) ? replaced(reply, { status, type: 'text/plain', body }) : reply),
})
/** Of chat calls to the model that only embeds. */
const notChat = ({ message }: Refusal): boolean => message.startsWith('This is not a chat model')
const MEGABYTE = 1024 * 1024
const tooLarge = (status: number, type: string, body: string): Hooks => ({
  response: (reply, { body: sent }) => ((sent ?? '').length > MEGABYTE ? replaced(reply, { status, type, body }) : reply),
})

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
  { name: 'error-message-empty', about: 'the message is empty', kills, hooks: retold(() => ({ message: '' })) },
  { name: 'error-type-absent', about: 'errors have no type', kills, hooks: inError(({ type: _, ...error }) => error) },
  { name: 'error-code-null', about: 'the code is always null (Ollama)', kills, hooks: retold(() => ({ code: null })) },
  { name: 'error-code-number', about: 'the code is the HTTP status (llama.cpp)', kills, hooks: inError((error) => ({ ...error, code: 400 })) },
  { name: 'error-code-absent', about: 'errors have no code', kills, hooks: inError(({ code: _, ...error }) => error) },
  { name: 'error-param-absent', about: 'errors have no param', kills, hooks: inError(({ param: _, ...error }) => error) },
  ...KINDS.flatMap(([kind, applies]): Fault[] => [
    { name: `${kind}-500`, about: `${kind}: a 500`, kills, hooks: retold(() => ({ status: 500, type: 'api_error' }), applies) },
    { name: `${kind}-accepted`, about: `${kind}: answered as if nothing were wrong`, kills, hooks: { refusal: (refusal) => (applies(refusal) ? null : refusal) } },
  ]),
  { name: 'unknown-model-400', about: 'an unknown model gives a bare 400', kills: ['errors/unknown-model/**'], hooks: retold(() => ({ status: 400 }), unknownModel) },
  { name: 'unknown-model-no-code', about: 'an unknown model gives an error without a code (Ollama)', kills: ['errors/unknown-model/**'], hooks: retold(() => ({ code: null }), unknownModel) },
  { name: 'unchecked-missing', about: 'missing parameters are not missed', kills, hooks: { refusal: (refusal) => (refusal.code === 'missing_required_parameter' ? null : refusal) } },
  { name: 'stream-error-as-stream', about: 'a refused stream is an event stream under HTTP 200', kills: ['errors/**', 'streaming/**'], hooks: { response: (reply, { body }) => (reply.status >= 400 && body?.includes('"stream":true') ? replaced(reply, { status: 200, type: 'text/event-stream', body: `data: ${bodyText(reply)}\n\n` }) : reply) } },
  { name: 'body-over-a-megabyte', about: 'a large body gives a page (nginx)', kills: ['errors/large-body/**'], hooks: tooLarge(413, 'text/html', '<html><title>413 Request Entity Too Large</title></html>') },
  { name: 'body-over-a-megabyte-500', about: 'a large body gives a 500 (express)', kills: ['errors/large-body/**'], hooks: tooLarge(500, 'application/json', '{"error":{"message":"request entity too large"}}') },
  { name: 'head-500', about: 'HEAD gives a 500', kills: ['errors/unknown-route/head'], hooks: onMethod('HEAD', /./, 500, '') },
  { name: 'outside-in-plain-text', about: 'beside the API base the web framework answers (Ollama)', kills: ['errors/unknown-route/outside-in-json'], hooks: { response: (reply, { path }) => (/^\/(chat|models)/.test(path) ? replaced(reply, { type: 'text/plain', body: '404 page not found' }) : reply) } },
  { name: 'chat-with-embedder-500', about: 'a chat call to a model that only embeds gives a 500', kills: ['errors/chat-with-embedding-model/**'], hooks: retold(() => ({ status: 500, type: 'api_error' }), notChat) },
  { name: 'chat-with-embedder-answered', about: 'a model that only embeds is made to chat', kills: ['errors/chat-with-embedding-model/**'], hooks: { refusal: (refusal) => (notChat(refusal) ? null : refusal) } },
  { name: 'chat-with-embedder-error-in-stream', about: 'a stream from a model that only embeds holds the error', kills: ['errors/chat-with-embedding-model/json-before-stream'], hooks: { response: (reply, { body }) => (bodyText(reply).includes('This is not a chat model') && body?.includes('"stream":true') ? replaced(reply, { status: 200, type: 'text/event-stream', body: `data: ${bodyText(reply)}\n\n` }) : reply) } },
  { name: 'embeddings-from-chat-model-500', about: 'a chat model asked for embeddings gives a 500 (Ollama to 0.24)', kills: ['errors/embeddings-from-chat-model/**'], hooks: retold(() => ({ status: 500, type: 'api_error' }), ({ message }) => message.includes('generate embeddings from this model')) },
]

/** An empty list of tools, or a parameter nobody knows: no client minds when it is accepted. */
const TOLERABLE = /^(tools|x_.*)$/

/** For each parameter that the conforming server refused in a run: a server that does not check it, and one that breaks on it. */
export const uncheckedFaults = (pool: readonly Observation[]): Fault[] => refusedParameters(pool).flatMap((parameter): Fault[] => {
  const applies = ({ param, code }: Refusal): boolean => root(param) === parameter && code !== 'model_not_found'
  const taken: Fault = { name: `unchecked-${parameter}`, about: `a senseless \`${parameter}\` is accepted`, kills: ['**'], hooks: { refusal: (refusal) => (applies(refusal) ? null : refusal) } }
  return [
    ...(TOLERABLE.test(parameter) ? [] : [taken]),
    { name: `500-for-${parameter}`, about: `a senseless \`${parameter}\` gives a 500`, kills: ['**'], hooks: retold(() => ({ status: 500, type: 'api_error' }), applies) },
  ]
})

/** `messages[0].role` belongs to `messages`. */
const root = (param: string | null): string | undefined => param?.split(/[.[]/)[0]

function refusedParameters(pool: readonly Observation[]): string[] {
  const params = pool.map(({ status, json }) => (status === 400 && json.ok && isObject(json.value) && isObject(json.value['error']) ? json.value['error']['param'] : null))
  return [...new Set(params.flatMap((param) => (typeof param === 'string' ? root(param) ?? [] : [])))]
}
