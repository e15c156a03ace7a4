import type { Json } from '../suite/steps.ts'
import type { HeaderPair } from '../wire/exchange.ts'
import { parseJson } from '../wire/parse-json.ts'

export type JsonObject = { [key: string]: Json }

/** A request as a server sees it, whoever carries it. */
export interface ServerRequest {
  method: string
  /** Path with query, from the server root. */
  path: string
  headers: HeaderPair[]
  body: string | null
}

/** A piece of the body, sent that long after the piece before it. */
export interface ServerChunk {
  afterMs: number
  bytes: string | Uint8Array
}

/** An answer as a server gives it. Nothing is sent when the connection is cut before the head. */
export interface ServerReply {
  status: number
  headers: HeaderPair[]
  chunks: ServerChunk[]
  /** The protocol; HTTP/1.1 where absent. */
  httpVersion?: string
  /** The connection breaks after the last chunk (`reset`), or before anything was sent (`refused`). */
  cut?: 'reset' | 'refused'
}

/** Milliseconds from the head of an answer to its end. */
export const totalMs = ({ chunks }: Pick<ServerReply, 'chunks'>): number =>
  chunks.reduce((sum, { afterMs }) => sum + afterMs, 0)

/** A client does not notice a shorter wait, in milliseconds. */
export const NOTICED_MS = 1000

/** A chat request after parsing; what it says beyond being an object is known only once it is checked. */
export interface ChatRequest extends JsonObject {
  model: string
  messages: JsonObject[]
}

/** An error answer: status and the four fields the real service always sends. */
export interface Refusal {
  status: number
  message: string
  type: string
  param: string | null
  code: string | null
}

/** What a model says for one choice, before it is put on the wire. */
export interface Generation {
  text: string | null
  /** What was thought before, where the model shows it. */
  reasoning?: string
  /** Why it will not answer; the text is null then. */
  refusal?: string
  calls: { id: string; name: string; arguments: string }[]
  finish: string | null
  promptTokens: number
  completionTokens: number
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const objects = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** The object that a text is as JSON; null if it is no JSON, or no object. */
export function parsedObject(text: string | null | undefined): JsonObject | null {
  const parsed = parseJson(text ?? '')
  return parsed.ok && isObject(parsed.value) ? parsed.value : null
}
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
