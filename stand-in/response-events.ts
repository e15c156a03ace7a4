import { streamEvents } from '../fixtures/replies/response.ts'
import type { JsonObject } from '../src/deviations/server-reply.ts'
import { tokensOf } from '../src/deviations/tokens.ts'
import { letters } from './ids.ts'

/** The events that OpenAI streams for a finished response, in order. */
export const responseEvents = (response: JsonObject, request: JsonObject): JsonObject[] =>
  streamEvents(response, tokensOf).map((event, number) => ({ ...event, ...padding(event.type, number, request) }))

/** Random letters on deltas hide how long they are; a client may ask for none. */
function padding(type: string, number: number, request: JsonObject): JsonObject {
  const options = request['stream_options'] as JsonObject | null | undefined
  const padded = type.endsWith('.delta') && options?.['include_obfuscation'] !== false
  return padded ? { obfuscation: letters(`padding ${number}`, number % 16) } : {}
}
