import { bodyText, isStream, replaced } from './changes.ts'
import { eventsIn } from './frames.ts'
import { choicesOf, generationOf, joined, placeOf, rewritten, spoken } from './regenerate.ts'
import { ENDS, responseOf } from './response-events.ts'
import { eventsOf } from './response-stream.ts'
import {
  isObject,
  objects,
  parsedObject,
  textOf,
  type JsonObject,
  type ServerReply,
  type ServerRequest,
} from './server-reply.ts'
import { tokensOf } from './tokens.ts'

/** The answer in one piece, where it is a stream. */
export function unstreamed(reply: ServerReply, { path }: ServerRequest): ServerReply {
  const events = isStream(reply) ? eventsIn(reply) : []
  const [first] = events
  if (!first) return reply
  const body = path.includes('/responses')
    ? responseOf(events.findLast(({ type }) => ENDS.includes(String(type))) ?? {})
    : {
        ...first,
        object: textOf(first['object']).replace(/\.chunk$/, ''),
        choices: wholeChoices(events),
        usage: usageOf(events),
      }
  return replaced(reply, { type: 'application/json', body: JSON.stringify(body) })
}

const usageOf = (events: readonly JsonObject[]): JsonObject => {
  const usage = events.at(-1)?.['usage']
  return isObject(usage)
    ? usage
    : { prompt_tokens: 9, completion_tokens: events.length, total_tokens: 9 + events.length }
}

const wholeChoices = (events: readonly JsonObject[]): JsonObject[] =>
  [
    ...Map.groupBy(
      events.filter((event) => choicesOf(event).length > 0),
      placeOf,
    ),
  ].map(([index, own]) => {
    const pieces = own.flatMap(choicesOf)
    const said = joined(own, null, 1)
    const text = pieces.map((piece) => textOf(piece['text'])).join('')
    const finish = pieces.findLast((piece) => typeof piece['finish_reason'] === 'string')?.['finish_reason'] ?? null
    const given = pieces.some((piece) => 'delta' in piece)
      ? {
          message: {
            role: 'assistant',
            ...spoken({}, generationOf({}, null, null), said),
            refusal: said.refusal ?? null,
          },
        }
      : { text }
    return { index: Number(index), ...given, logprobs: null, finish_reason: finish }
  })

/** The answer as a stream, where it is in one piece. */
export function streamed(reply: ServerReply, { path }: ServerRequest): ServerReply {
  const body = parsedObject(bodyText(reply))
  if (reply.status !== 200 || isStream(reply) || !body) return reply
  const isResponse = path.includes('/responses')
  if (!isResponse && objects(body['choices']).length === 0) return reply
  const frames = isResponse
    ? eventsOf(body, tokensOf).map((event, number) => frame({ ...event, sequence_number: number }, event.type))
    : [...chunksOf(body).map((chunk) => frame(chunk)), 'data: [DONE]\n\n']
  return {
    ...replaced(reply, { type: 'text/event-stream', body: '' }),
    chunks: frames.map((bytes) => ({ afterMs: 20, bytes })),
  }
}

const frame = (event: JsonObject, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(event)}\n\n`

function chunksOf({ usage: _, ...body }: JsonObject): JsonObject[] {
  return objects(body['choices']).flatMap((choice) => {
    const { message, text, index = 0, finish_reason: finish = null } = choice
    const head = (rest: JsonObject): JsonObject => ({
      ...body,
      choices: [{ index, logprobs: null, finish_reason: null, ...rest }],
    })
    if (!isObject(message))
      return [
        ...tokensOf(textOf(text)).map((token) => head({ text: token })),
        head({ text: '', finish_reason: finish }),
      ]
    const said = generationOf(message, finish, null)
    const opening = { ...head({ delta: {} }), object: 'chat.completion.chunk' }
    return rewritten([opening], { ...said, text: null }, said)
  })
}
