import type { Json } from '../../src/define/steps.ts'
import { header } from '../../src/exchange/exchange.ts'
import { parseJson } from '../../src/observe/sse.ts'
import { requestRefusal } from './check-request.ts'
import { completionBody, completionChunks } from './completion.ts'
import { isObject, type ChatRequest, type JsonObject, type ServerReply, type ServerRequest } from './exchange-types.ts'
import { generate, positive } from './generate.ts'
import type { Hooks } from './hooks.ts'
import { isChatModel, isServed, isToolless, modelIds, modelObject } from './models.ts'
import { nativeAnswer } from './native.ts'
import { errorBody, NOT_JSON, noTools, notAChatModel, unknownModel, unknownUrl, wrongKey, wrongMethod, type Refusal } from './refusals.ts'
import { commonHeaders, limitHeaders } from './reply-headers.ts'

export interface StandInOptions {
  /** A fault to show; none for the conforming server. */
  hooks?: Hooks
  /** The only key that is let in; any where absent. */
  key?: string
}

/** Milliseconds until the first byte, and from one piece of a stream to the next. */
const FIRST = 120
const NEXT = 20

const JSON_TYPE = 'application/json'
const SSE_TYPE = 'text/event-stream; charset=utf-8'

/** A server that answers as OpenAI does. Pure but for the count its ids come from. */
export function handle(request: ServerRequest, options: StandInOptions = {}): ServerReply {
  const hooks = options.hooks ?? {}
  const reply = route(request, options, hooks)
  return hooks.response?.(reply, request) ?? reply
}

function route(request: ServerRequest, { key }: StandInOptions, hooks: Hooks): ServerReply {
  const path = new URL(request.path, 'http://stand-in').pathname
  if (key !== undefined && header(request.headers, 'authorization') !== `Bearer ${key}`) return refuse(wrongKey, request, hooks)
  if (path === '/v1/chat/completions') return request.method === 'POST' ? chat(request, hooks) : refuse(wrongMethod(request.method, path), request, hooks)
  if (path === '/api/chat') return jsonReply(200, nativeAnswer(JSON.parse(request.body ?? '{}') as JsonObject))
  const model = /^\/v1\/models(?:\/(.+))?$/.exec(path)
  if (!model) return refuse(unknownUrl(request.method, path), request, hooks)
  if (request.method !== 'GET') return refuse(wrongMethod(request.method, path), request, hooks)
  return lookUp(model[1], request, hooks)
}

function lookUp(encoded: string | undefined, request: ServerRequest, hooks: Hooks): ServerReply {
  const id = encoded === undefined ? undefined : decodeURIComponent(encoded)
  if (id !== undefined && !isServed(id)) return refuse(unknownModel(id, 'model'), request, hooks)
  const body = id === undefined ? { object: 'list', data: modelIds.map(modelObject) } : modelObject(id)
  return jsonReply(200, hooks.models?.(body) ?? body)
}

function chat(request: ServerRequest, hooks: Hooks): ServerReply {
  const parsed = parseJson(request.body ?? '')
  const body = parsed.ok && isObject(parsed.value) && hooks.request ? hooks.request(structuredClone(parsed.value)) : parsed.ok ? parsed.value : undefined
  const refusal = parsed.ok ? chatRefusal(body) : NOT_JSON
  const told = refusal && hooks.refusal ? hooks.refusal(refusal, request) : refusal
  if (told) return jsonReply(told.status, errorBody(told))
  const asked = isObject(body) ? body : {}
  return answer({ ...asked, model: String(asked['model'] ?? modelIds[0]), messages: Array.isArray(asked['messages']) ? asked['messages'] : [] } as ChatRequest, hooks)
}

function chatRefusal(body: unknown): Refusal | null {
  const refusal = requestRefusal(body)
  if (refusal) return refusal
  const { model, tools } = body as ChatRequest
  if (tools && isToolless(model)) return noTools
  return isChatModel(model) ? null : isServed(model) ? notAChatModel : unknownModel(model)
}

function answer(request: ChatRequest, hooks: Hooks): ServerReply {
  const choices = Array.from({ length: positive(request['n'], 1) }, () => {
    const choice = generate(request)
    return hooks.generation?.(choice, request) ?? choice
  })
  if (request['stream'] !== true) {
    const body = completionBody(request, choices)
    const tokens = choices.reduce((sum, { completionTokens }) => sum + completionTokens, 0)
    return jsonReply(200, hooks.completion?.(body, request) ?? body, limitHeaders, FIRST + NEXT * tokens)
  }
  const chunks = completionChunks(request, choices)
  const frames = [...(hooks.chunks?.(chunks, request) ?? chunks).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n']
  const sent = hooks.sse?.(frames, request) ?? frames
  return { status: 200, headers: [...commonHeaders(SSE_TYPE), ...limitHeaders], chunks: sent.map((bytes, at) => ({ afterMs: at === 0 ? FIRST : NEXT, bytes })) }
}

function refuse(refusal: Refusal, request: ServerRequest, hooks: Hooks): ServerReply {
  const told = hooks.refusal ? hooks.refusal(refusal, request) ?? refusal : refusal
  return jsonReply(told.status, errorBody(told))
}

const jsonReply = (status: number, body: Json, more: ServerReply['headers'] = [], afterMs = FIRST): ServerReply =>
  ({ status, headers: [...commonHeaders(JSON_TYPE), ...more], chunks: [{ afterMs, bytes: JSON.stringify(body) }] })
