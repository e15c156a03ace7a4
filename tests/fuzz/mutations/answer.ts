import { scopeOf } from '../../../src/compare/observe-shape.ts'
import { asArray, isObject, type JsonObject } from '../../../src/json.ts'
import { toChunk, type Exchange, type WireResponse } from '../../../src/wire/exchange.ts'
import type { Observation } from '../../../src/wire/observe.ts'

/** One event of a stream as it is written anew. */
export interface Frame {
  name: string
  data: string
  at: number
}

/** An answer taken apart, so that a piece of it can be changed and the rest stays as it was. */
export interface Answer {
  observation: Observation
  /** What kind of answer it is. */
  scope: string
  body: { kind: 'json'; value: unknown } | { kind: 'stream'; frames: Frame[] } | { kind: 'text' }
}

export function answerOf(observation: Observation): Answer {
  const { json, stream, exchange, status } = observation
  const scope =
    scopeOf(observation) ??
    `${exchange.request.method} ${exchange.request.path.split('?')[0]?.replace(/[a-z]+_\w{20,}|chatcmpl-\w+/, '{id}')}`
  if (stream)
    return {
      observation,
      // A stream that is asked for again has no request that asks for one.
      scope: scope.endsWith('.stream') ? scope : `${scope}.stream`,
      body: { kind: 'stream', frames: framesOf(observation) },
    }
  return {
    observation,
    scope: (status ?? 0) >= 400 ? 'error' : scope,
    body: json.ok ? { kind: 'json', value: json.value } : { kind: 'text' },
  }
}

function framesOf({ stream }: Observation): Frame[] {
  const events = (stream?.events ?? []).map(({ name, data, at }): Frame => ({ name, data, at }))
  return stream?.done ? [...events, { name: '', data: '[DONE]', at: events.at(-1)?.at ?? 0 }] : events
}

const frameText = ({ name, data }: Frame): string =>
  `${name === '' ? '' : `event: ${name}\n`}data: ${data.replaceAll('\n', '\ndata: ')}\n\n`

/** The same exchange with another response. */
export const withResponse = (exchange: Exchange, change: Partial<WireResponse>): Exchange =>
  exchange.response ? { ...exchange, response: { ...exchange.response, ...change } } : exchange

/** The same exchange with another body, in one packet. */
export const withText = ({ observation: { exchange } }: Answer, text: string | Uint8Array): Exchange =>
  withResponse(exchange, { chunks: [toChunk(Buffer.from(text as string), exchange.timing.firstByteMs ?? 0)] })

export const withJson = (answer: Answer, value: unknown): Exchange => withText(answer, JSON.stringify(value))

/** The same exchange with these events, a packet each; `text` says how each is written. */
export const withFrames = (
  { observation: { exchange } }: Answer,
  frames: readonly Frame[],
  text: (frame: Frame, at: number) => string = frameText,
): Exchange =>
  withResponse(exchange, { chunks: frames.map((frame, at) => toChunk(Buffer.from(text(frame, at)), frame.at)) })

export { frameText }

/** What an event is for, so that one of each kind is enough. */
export function frameKind({ data }: Frame): string {
  if (data === '[DONE]') return '[DONE]'
  const chunk = jsonOf(data)
  if (!isObject(chunk)) return 'other'
  if (typeof chunk['type'] === 'string')
    return `${chunk['type']}${isObject(chunk['item']) ? ` ${String(chunk['item']['type'])}` : ''}`
  const [choice] = asArray(chunk['choices']).filter(isObject)
  if (!choice) return 'usage'
  if (typeof choice['finish_reason'] === 'string') return 'finish'
  return isObject(choice['delta']) ? deltaKind(choice['delta']) : 'text'
}

function deltaKind(delta: JsonObject): string {
  if ('role' in delta) return 'first'
  const [call] = asArray(delta['tool_calls']).filter(isObject)
  return call ? ('id' in call ? 'tool-opening' : 'tool-fragment') : 'content'
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
