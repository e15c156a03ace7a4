import type { Hooks } from '../src/deviations/hooks.ts'
import type { ServerReply, ServerRequest, Refusal } from '../src/deviations/server-reply.ts'
import type { Json } from '../src/suite/steps.ts'
import { errorBody } from './refusals.ts'
import { commonHeaders } from './reply-headers.ts'

/** Milliseconds until the first byte, and from one piece of a stream to the next. */
const FIRST = 120
const NEXT = 20

const JSON_TYPE = 'application/json'
const SSE_TYPE = 'text/event-stream; charset=utf-8'

/** How long a plain answer of that many tokens takes. */
export const timeFor = (tokens: number): number => FIRST + NEXT * tokens

export const jsonReply = (
  status: number,
  body: Json,
  more: ServerReply['headers'] = [],
  afterMs = FIRST,
): ServerReply => ({
  status,
  headers: [...commonHeaders(JSON_TYPE), ...more],
  chunks: [{ afterMs, bytes: JSON.stringify(body) }],
})

/** A stream of frames, each an event with its blank line. */
export const streamReply = (frames: string[], more: ServerReply['headers'] = []): ServerReply => ({
  status: 200,
  headers: [...commonHeaders(SSE_TYPE), ...more],
  chunks: frames.map((bytes, at) => ({ afterMs: at === 0 ? FIRST : NEXT, bytes })),
})

/** A refusal no fault can turn into an answer. */
export function refuse(refusal: Refusal, request: ServerRequest, hooks: Hooks): ServerReply {
  const told = hooks.refusal?.(refusal, request) ?? refusal
  return jsonReply(told.status, errorBody(told))
}

/** The refusal as an answer; null where there is none, or where a fault lets the request through. */
export function refusalReply(refusal: Refusal | null, request: ServerRequest, hooks: Hooks): ServerReply | null {
  return refusal && !hooks.accepts?.(refusal, request) ? refuse(refusal, request, hooks) : null
}
