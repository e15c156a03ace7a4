import { isUtf8 } from 'node:buffer'
import { decodedBody } from './decode.ts'
import type { SdkResult } from './drive.ts'
import { header, type Exchange } from './exchange.ts'
import { readReply, type ChatReply } from './reply.ts'
import { MOST_CAPTURED_LINES, MOST_LINES, parseJson, readSse, type Parsed, type SseStream } from './sse.ts'

/** An exchange, parsed. What did not parse is kept as such; nothing is repaired. */
export interface Observation {
  exchange: Exchange
  /** HTTP status, or null when no answer came. */
  status: number | null
  /** Media type without parameters, lower case; empty when absent. */
  mediaType: string
  /** The whole body as text (UTF-8, content coding undone), with a byte order mark if it begins with one. */
  text: string
  /** The bytes of the body, content coding undone, are not valid UTF-8. */
  invalidUtf8: boolean
  /** Why a content coding could not be undone, so that the body is what no client can read; null where it could. */
  undecodable: string | null
  /** The body as JSON; for a stream this is what the whole body would be. */
  json: Parsed
  /** The events, where the body is a stream of server-sent events. */
  stream: SseStream | null
  /** The chat answer read from a plain body or put together from the stream; null where it is neither. */
  reply: ChatReply | null
  /** The request body as sent. */
  request: Record<string, unknown>
  /** The answers to what else the SDK sent in the same call, such as the second turn of a tool loop. */
  followUps?: Observation[]
  /** The request was made to provoke what apps rarely meet; only its own suite judges the answer. */
  provoked?: boolean
  /** What the official SDK made of the same bytes, where the step goes through it. */
  sdk?: SdkResult
}

/** Parses an exchange. Pure: the same exchange always gives the same observation. */
export const observe = (exchange: Exchange): Observation => observed(exchange, MOST_LINES)

/** The same for one that an app made, which may be far longer than a probe. */
export const observeCaptured = (exchange: Exchange): Observation => observed(exchange, MOST_CAPTURED_LINES)

function observed(exchange: Exchange, mostLines: number): Observation {
  const { response } = exchange
  const mediaType = (header(response?.headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const { pieces, problem } = decodedBody(exchange)
  const bytes = Buffer.concat(pieces.map((piece) => piece.bytes))
  const text = bytes.toString('utf8')
  const stream = problem === null && looksLikeSse(mediaType, text) ? readSse(pieces, mostLines) : null
  const noJson = problem ?? (stream && BEGINS_AS_EVENTS.test(text) ? 'the body is a stream of events' : null)
  const json = noJson === null ? parseJson(withoutMark(text)) : { ok: false as const, text, error: noJson }
  return {
    exchange,
    status: response?.status ?? null,
    mediaType,
    text,
    invalidUtf8: !isUtf8(bytes),
    undecodable: problem,
    json,
    stream,
    reply: readReply(json, stream),
    request: requestBody(exchange),
  }
}

/** A text as fetch decodes a body: it takes off one byte order mark at the beginning. */
export const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text)

/** What is no JSON, without having its parser throw: that takes longer than to read a short stream. */
const BEGINS_AS_EVENTS = /^(data|event|id|retry)?:/

/** Some servers stream under a wrong media type: the first line tells, so that the wrong type is the only finding. */
const looksLikeSse = (mediaType: string, text: string): boolean =>
  mediaType === 'text/event-stream' ||
  (!mediaType.includes('html') && /^\uFEFF?(data|event|:)[ :]?[^\r\n]*[\r\n]/.test(text) && !/^\s*[{[]/.test(text))

function requestBody(exchange: Exchange): Record<string, unknown> {
  const parsed = parseJson(exchange.request.body ?? '{}')
  return parsed.ok && typeof parsed.value === 'object' && parsed.value !== null ? { ...parsed.value } : {}
}
