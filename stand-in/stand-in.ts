import type { Hooks } from '../src/deviations/hooks.ts'
import {
  isObject,
  type ChatRequest,
  type ServerReply,
  type ServerRequest,
  type Refusal,
} from '../src/deviations/server-reply.ts'
import { header } from '../src/wire/exchange.ts'
import { parseJson } from '../src/wire/sse.ts'
import { requestRefusal } from './check-request.ts'
import { completionBody, completionChunks } from './completion.ts'
import { contextRefusal } from './context-window.ts'
import { isPreflight, letIn, preflightReply } from './cors.ts'
import { embeddings } from './embeddings.ts'
import type { Endpoint } from './endpoint.ts'
import { generate, positive } from './generate.ts'
import { imageRefusal, toolImageRefusal } from './images.ts'
import { isChatModel, isServed, isToolless, modelIds, modelObject } from './models.ts'
import { nativeAnswer } from './native.ts'
import { NOT_JSON, noTools, notAChatModel, unknownModel, unknownUrl, wrongKey, wrongMethod } from './refusals.ts'
import { jsonReply, refusalReply, refuse, streamReply, timeFor } from './replies.ts'
import { limitHeaders } from './reply-headers.ts'
import { responses, storedResponse } from './responses.ts'
import { keep, storedCompletion } from './stored-completions.ts'
import { textCompletions } from './text-completions.ts'

export interface StandInOptions {
  /** A fault to show; none for the conforming server. */
  hooks?: Hooks
  /** The only key that is let in; any where absent. */
  key?: string
}

/** A server that answers as OpenAI does. Pure but for the count its ids come from. */
export function handle(request: ServerRequest, options: StandInOptions = {}): ServerReply {
  const hooks = options.hooks ?? {}
  const reply = isPreflight(request) ? preflightReply(request) : letIn(route(request, options, hooks), request)
  return hooks.response?.(reply, request) ?? reply
}

/**
 * What answers a POST to each path. The body is what the server takes the request to say; undefined where it is no
 * JSON.
 */
const ENDPOINTS: Record<string, Endpoint> = {
  '/v1/chat/completions': chat,
  '/v1/completions': textCompletions,
  '/v1/embeddings': embeddings,
  '/v1/responses': responses,
}

function route(request: ServerRequest, { key }: StandInOptions, hooks: Hooks): ServerReply {
  const path = new URL(request.path, 'http://stand-in').pathname
  const authorization = header(request.headers, 'authorization')
  if (authorization === UNKNOWN_KEY || (key !== undefined && authorization !== `Bearer ${key}`))
    return refuse(wrongKey, request, hooks)
  const endpoint = ENDPOINTS[path]
  if (endpoint)
    return request.method === 'POST'
      ? endpoint(readBody(request, hooks), request, hooks)
      : refuse(wrongMethod(request.method, path), request, hooks)
  const stored = /^\/v1\/responses\/([^/]+)$/.exec(path)
  if (stored) return storedResponse(stored[1] ?? '', request, hooks)
  const kept = /^\/v1\/chat\/completions\/([^/]+)$/.exec(path)
  if (kept) return storedCompletion(kept[1] ?? '', request, hooks)
  if (path.startsWith('/api/')) return native(request, path, hooks)
  const model = /^\/v1\/models(?:\/(.+))?$/.exec(path)
  if (!model) return refuse(unknownUrl(request.method, path), request, hooks)
  if (request.method !== 'GET') return refuse(wrongMethod(request.method, path), request, hooks)
  return lookUp(model[1], request, hooks)
}

/** Let in by no server, not even by one that takes any other. */
const UNKNOWN_KEY = 'Bearer sk-wrong'

function readBody(request: ServerRequest, hooks: Hooks): unknown {
  const parsed = parseJson(request.body ?? '')
  if (!parsed.ok) return undefined
  return isObject(parsed.value) && hooks.request
    ? hooks.request(structuredClone(parsed.value), request.path)
    : parsed.value
}

function native(request: ServerRequest, path: string, hooks: Hooks): ServerReply {
  const parsed = parseJson(request.body ?? '{}')
  const body = parsed.ok && isObject(parsed.value) ? nativeAnswer(path, parsed.value) : null
  return body === null
    ? refuse(unknownUrl(request.method, path), request, hooks)
    : jsonReply(200, hooks.native?.(body, request) ?? body)
}

function lookUp(encoded: string | undefined, request: ServerRequest, hooks: Hooks): ServerReply {
  const id = encoded === undefined ? undefined : decodeURIComponent(encoded)
  if (id !== undefined && !isServed(id)) return refuse(unknownModel(id, 'model'), request, hooks)
  const body = id === undefined ? { object: 'list', data: modelIds.map(modelObject) } : modelObject(id)
  return jsonReply(200, hooks.models?.(body) ?? body)
}

function chat(body: unknown, request: ServerRequest, hooks: Hooks): ServerReply {
  const refused = refusalReply(body === undefined ? NOT_JSON : chatRefusal(body), request, hooks)
  if (refused) return refused
  const asked = isObject(body) ? body : {}
  return answer(
    {
      ...asked,
      model: String(asked['model'] ?? modelIds[0]),
      messages: Array.isArray(asked['messages']) ? asked['messages'] : [],
    } as ChatRequest,
    hooks,
  )
}

function chatRefusal(body: unknown): Refusal | null {
  const refusal = requestRefusal(body)
  if (refusal) return refusal
  const { model, tools } = body as ChatRequest
  if (tools && isToolless(model)) return noTools
  if (isChatModel(model)) return chatModelRefusal(body as ChatRequest)
  return isServed(model) ? notAChatModel : unknownModel(model)
}

const chatModelRefusal = (body: ChatRequest): Refusal | null =>
  imageRefusal(body) ?? toolImageRefusal(body) ?? contextRefusal(body)

function answer(request: ChatRequest, hooks: Hooks): ServerReply {
  const choices = Array.from({ length: positive(request['n'], 1) }, () => {
    const choice = generate(request)
    return hooks.generation?.(choice, request) ?? choice
  })
  if (request['stream'] !== true) {
    const body = completionBody(request, choices)
    const told = hooks.completion?.(body, request) ?? body
    keep(request, told)
    const tokens = choices.reduce((sum, { completionTokens }) => sum + completionTokens, 0)
    return jsonReply(200, told, limitHeaders, timeFor(tokens))
  }
  const chunks = completionChunks(request, choices)
  const frames = [
    ...(hooks.chunks?.(chunks, request) ?? chunks).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`),
    'data: [DONE]\n\n',
  ]
  return streamReply(hooks.sse?.(frames, request) ?? frames, limitHeaders)
}
