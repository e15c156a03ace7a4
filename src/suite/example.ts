import { toChunk, type Chunk, type Exchange, type ExchangeFailure, type HeaderPair } from '../wire/exchange.ts'
import type { Json } from './steps.ts'

type JsonObject = { [key: string]: Json }

/** What an example reply says, in the terms of the contract. Everything else is filled in as OpenAI would send it. */
export interface Say {
  content?: string | null
  toolCalls?: { id?: string; name: string; arguments: string }[]
  finish?: string | null
  usage?: JsonObject | null
  completionTokens?: number
  promptTokens?: number
  id?: string
  model?: string
  created?: number
}

const CREATED = 1_760_000_000

/** A call as a plain answer carries it. */
export const toolCall = (
  name: string,
  args: string,
  id = 'call_aB3dE5fG7hI9jK1lM3nO5pQ7',
): { id: string; name: string; arguments: string } => ({ id, name, arguments: args })

const usageOf = (say: Say): JsonObject => {
  const prompt = say.promptTokens ?? 11
  const completion = say.completionTokens ?? Math.max(1, Math.ceil((say.content ?? '').length / 4))
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

const finishOf = (say: Say): string | null =>
  say.finish === undefined ? (say.toolCalls ? 'tool_calls' : 'stop') : say.finish

/** The body of a plain chat answer as OpenAI sends it. */
export function completion(say: Say = {}, ...more: Say[]): JsonObject {
  return {
    id: say.id ?? 'chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012',
    object: 'chat.completion',
    created: say.created ?? CREATED,
    model: say.model ?? 'gpt-4o-mini-2024-07-18',
    choices: [say, ...more].map((one, index) => ({
      index,
      message: {
        role: 'assistant',
        content: one.content === undefined ? (one.toolCalls ? null : 'Hello there.') : one.content,
        ...(one.toolCalls
          ? {
              tool_calls: one.toolCalls.map(({ id, name, arguments: args }) => ({
                id: id ?? 'call_aB3dE5fG7hI9jK1lM3nO5pQ7',
                type: 'function',
                function: { name, arguments: args },
              })),
            }
          : {}),
        refusal: null,
        annotations: [],
      },
      logprobs: null,
      finish_reason: finishOf(one),
    })),
    usage: say.usage === undefined ? usageOf(say) : say.usage,
    service_tier: 'default',
    system_fingerprint: 'fp_50cad350e4',
  }
}

/** The chunks of a streamed chat answer as OpenAI sends them; `usage: true` as with `include_usage`. */
export function chunks(say: Say = {}, options: { usage?: boolean } = {}): JsonObject[] {
  const common = {
    id: say.id ?? 'chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012',
    object: 'chat.completion.chunk',
    created: say.created ?? CREATED,
    model: say.model ?? 'gpt-4o-mini-2024-07-18',
    service_tier: 'default',
    system_fingerprint: 'fp_50cad350e4',
  }
  const usage = options.usage ? { usage: null } : {}
  const chunk = (delta: JsonObject, finish: string | null = null): JsonObject => ({
    ...common,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...usage,
    obfuscation: 'a1b2',
  })
  const pieces = (say.content ?? (say.toolCalls ? '' : 'Hello there.')).match(/\s*\S+/gu) ?? []
  return [
    chunk({ role: 'assistant', content: say.toolCalls ? null : '', refusal: null }),
    ...pieces.map((content) => chunk({ content })),
    ...(say.toolCalls ?? []).flatMap((call, index) => callDeltas(call, index).map((delta) => chunk(delta))),
    chunk({}, finishOf(say)),
    ...(options.usage ? [{ ...common, choices: [], usage: usageOf(say), obfuscation: '' }] : []),
  ]
}

function callDeltas(call: { id?: string; name: string; arguments: string }, index: number): JsonObject[] {
  const opening = {
    index,
    id: call.id ?? `call_aB3dE5fG7hI9jK1lM3nO5pQ${index}`,
    type: 'function',
    function: { name: call.name, arguments: '' },
  }
  const fragments = call.arguments.match(/[\s\S]{1,4}/gu) ?? []
  return [
    { tool_calls: [opening] },
    ...fragments.map((fragment) => ({ tool_calls: [{ index, function: { arguments: fragment } }] })),
  ]
}

interface Raw {
  status?: number
  headers?: HeaderPair[]
  complete?: boolean
  failure?: ExchangeFailure
  version?: string
}

/** Any reply, byte for byte. Pieces arrive 20 ms apart. */
export function raw(
  pieces: (string | Uint8Array)[],
  { status = 200, headers = [['content-type', 'application/json']], complete = true, failure }: Raw = {},
): Exchange {
  const body = pieces.map((piece, i): Chunk =>
    typeof piece === 'string' ? { at: 100 + 20 * i, text: piece.toWellFormed() } : toChunk(piece, 100 + 20 * i),
  )
  return {
    key: 'example',
    request: { method: 'POST', path: '/v1/chat/completions', headers: [], body: '{}', via: 'http' },
    response: { status, statusText: '', httpVersion: '1.1', headers, chunks: body, complete },
    failure: failure ?? null,
    timing: { startedAt: '2026-01-01T00:00:00.000Z', headersMs: 90, firstByteMs: 100, endMs: 100 + 20 * pieces.length },
  }
}

/** A JSON reply. */
export const json = (body: Json, options: Raw = {}): Exchange => raw([JSON.stringify(body)], options)

/** A plain chat answer; further arguments are further choices. */
export const answer = (say: Say = {}, ...more: Say[]): Exchange => json(completion(say, ...more))

/** A plain chat answer with changes laid over the OpenAI-like body. */
export const answerWith = (say: Say, change: (body: JsonObject) => Json): Exchange =>
  json(change(structuredClone(completion(say))))

const SSE_HEADERS: HeaderPair[] = [['content-type', 'text/event-stream; charset=utf-8']]

/** An event stream of these JSON values, ended by `[DONE]` unless `done` is false. */
export function sse(events: Json[], { done = true, ...options }: Raw & { done?: boolean } = {}): Exchange {
  const frames = events.map((event) => `data: ${JSON.stringify(event)}\n\n`)
  return raw(done ? [...frames, 'data: [DONE]\n\n'] : frames, { headers: SSE_HEADERS, ...options })
}

/** A streamed chat answer. */
export const stream = (say: Say = {}, options: { usage?: boolean } = {}): Exchange => sse(chunks(say, options))

/** A streamed chat answer whose chunks were changed. */
export const streamWith = (
  say: Say,
  change: (chunks: JsonObject[]) => Json[],
  options: { usage?: boolean } & Raw & { done?: boolean } = {},
): Exchange => sse(change(structuredClone(chunks(say, options))), options)

/** An error in the form OpenAI sends it. */
export const refusal = (
  status: number,
  error: { message?: string; type?: string; param?: string | null; code?: string | null } = {},
): Exchange =>
  json({ error: { message: 'refused', type: 'invalid_request_error', param: null, code: null, ...error } }, { status })

/** A reply that broke off after these pieces. */
export const brokenOff = (pieces: string[], stage: ExchangeFailure['stage'] = 'body'): Exchange =>
  raw(pieces, {
    headers: SSE_HEADERS,
    complete: false,
    failure: { stage, code: stage === 'body' ? 'ECONNRESET' : 'ABORTED', message: 'the connection closed' },
  })
