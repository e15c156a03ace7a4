import type { Json } from '../src/suite/steps.ts'
import type { HeaderPair } from '../src/wire/exchange.ts'
import type { Hooks } from './hooks.ts'

export type JsonObject = { [key: string]: Json }

/** A request as the stand-in sees it, whoever carries it. */
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

/** An answer as the stand-in gives it. Nothing is sent when the connection is cut before the head. */
export interface ServerReply {
  status: number
  headers: HeaderPair[]
  chunks: ServerChunk[]
  /** The protocol; HTTP/1.1 where absent. */
  httpVersion?: string
  /** The connection breaks after the last chunk (`reset`), or before anything was sent (`refused`). */
  cut?: 'reset' | 'refused'
}

/** Answers a POST: `body` is the parsed request as the server takes it, undefined where it is no JSON. */
export type Endpoint = (body: unknown, request: ServerRequest, hooks: Hooks) => ServerReply

/** A chat request after parsing; what it says beyond being an object is known only once it is checked. */
export interface ChatRequest extends JsonObject {
  model: string
  messages: JsonObject[]
}

/** What the scripted model says for one choice, before it is put on the wire. */
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
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
