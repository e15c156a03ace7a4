import { bodyText } from './changes.ts'
import { parsedObject, type JsonObject, type ServerReply } from './server-reply.ts'

/** The frames of a stream as text, each an event with its blank line, however the bytes were split. */
export const framesOf = (reply: ServerReply): string[] =>
  bodyText(reply)
    .replaceAll('\r\n', '\n')
    .split(/(?<=\n\n)/)
    .filter((frame) => frame.trim() !== '')
    .map((frame) => `${frame.trim()}\n\n`)

/** The stream with these frames. A frame comes when the frame came that stood in its place. */
export function withFrames(reply: ServerReply, frames: readonly string[]): ServerReply {
  const waits = reply.chunks.map(({ afterMs }) => afterMs)
  return { ...reply, chunks: frames.map((bytes, at) => ({ afterMs: waits[at] ?? 0, bytes })) }
}

/** The stream with other events. Those that carry no JSON object, like `[DONE]`, stay at the end. */
export function withEvents(reply: ServerReply, change: (events: JsonObject[]) => JsonObject[]): ServerReply {
  const parsed = framesOf(reply).map((frame) => ({ frame, event: eventOf(frame) }))
  const events = parsed.map(({ event }) => event).filter((event) => event !== null)
  if (events.length === 0) return reply
  const isNamed = parsed.some(({ frame }) => frame.startsWith('event:'))
  const others = parsed.filter(({ event }) => event === null).map(({ frame }) => frame)
  return withFrames(reply, [...change(events).map((event) => frameOf(event, isNamed)), ...others])
}

/** What the events of a stream carry. */
export const eventsIn = (reply: ServerReply): JsonObject[] =>
  framesOf(reply)
    .map(eventOf)
    .filter((event) => event !== null)

function eventOf(frame: string): JsonObject | null {
  const lines = [...frame.matchAll(/^data: ?(.*)$/gm)].map(([, data]) => data)
  return parsedObject(lines.join('\n'))
}

/** The events of a response are named by their type; chunks have no names. */
const frameOf = (event: JsonObject, isNamed: boolean): string =>
  `${isNamed ? `event: ${String(event?.['type'])}\n` : ''}data: ${JSON.stringify(event)}\n\n`

/** The stream in the form in which `withEvents` writes it. */
export const framed = (reply: ServerReply): ServerReply =>
  withEvents(withFrames(reply, framesOf(reply)), (events) => events)
