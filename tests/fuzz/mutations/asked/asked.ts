import { asArray, isObject, type JsonObject } from '../../../../src/json.ts'
import { jsonOf, withFrames, withJson, type Answer, type Frame } from '../answer.ts'
import type { Mutant, Mutation } from '../mutation.ts'

/** What a server that takes no notice of the request makes of an answer; undefined where the request does not ask for it. */
interface Change {
  name: string
  about: string
  /** Of which kinds of answers. */
  of?: readonly string[]
  plain?: (body: JsonObject, request: JsonObject) => JsonObject | undefined
  /** The events of a stream, without `[DONE]`. */
  events?: (events: JsonObject[], request: JsonObject) => JsonObject[] | undefined
}

/** Answers that a model makes. What was stored is asked for again without the request that made it. */
export const GENERATED = ['chat', 'completions', 'responses']

/** A mutation that reads the request: the answer stays well-formed, and does not fit what was asked. */
export const asked = ({ name, about, of = GENERATED, plain, events }: Change): Mutation => ({
  name,
  about,
  mutants: (answer) => {
    if (!of.includes(answer.scope.split('.')[0] ?? '')) return []
    const { request } = answer.observation
    if (answer.body.kind === 'json' && plain && isObject(answer.body.value)) {
      const changed = plain(structuredClone(answer.body.value), request)
      return changed && differs(changed, answer.body.value) ? [mutant(answer, () => withJson(answer, changed))] : []
    }
    if (answer.body.kind !== 'stream' || !events) return []
    const frames = answer.body.frames
    const parsed = frames.map(({ data }) => jsonOf(data)).filter(isObject)
    const changed = events(structuredClone(parsed), request)
    return changed && differs(changed, parsed)
      ? [mutant(answer, () => withFrames(answer, framesOf(changed, frames)))]
      : []
  },
})

const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other)

const mutant = ({ scope }: Answer, exchange: Mutant['exchange']): Mutant => ({ site: scope, exchange })

/** The events, named as they were, and the end as it was. */
function framesOf(events: readonly JsonObject[], before: readonly Frame[]): Frame[] {
  const named = before.some(({ name }) => name !== '')
  const at = before[0]?.at ?? 0
  return [
    ...events.map((event): Frame => ({
      name: named ? String(event['type'] ?? '') : '',
      data: JSON.stringify(event),
      at,
    })),
    ...before.filter(({ data }) => data === '[DONE]'),
  ]
}

export const listIn = (value: unknown): JsonObject[] => asArray(value).filter(isObject)

/** Changes the choices of a plain answer. */
export const choicesOf = (body: JsonObject): JsonObject[] => listIn(body['choices'])

/** The text of a choice: of a message, or of a completion. */
export function textOf(choice: JsonObject | undefined): string | undefined {
  const message = choice?.['message']
  const text = isObject(message) ? message['content'] : choice?.['text']
  return typeof text === 'string' ? text : undefined
}

export function setText(choice: JsonObject, text: string): void {
  if (isObject(choice['message'])) choice['message']['content'] = text
  else choice['text'] = text
}

/** The message items of a response, with a text each. */
export const textParts = (response: unknown): JsonObject[] =>
  isObject(response)
    ? listIn(response['output'])
        .flatMap(({ content }) => listIn(content))
        .filter(({ type }) => type === 'output_text')
    : []

/** Calls in the answers of a chat. */
export const callsOf = (body: JsonObject): JsonObject[] =>
  choicesOf(body).flatMap(({ message }) => (isObject(message) ? listIn(message['tool_calls']) : []))

/** Items of calls in a response. */
export const callItems = (response: unknown): JsonObject[] =>
  isObject(response) ? listIn(response['output']).filter(({ type }) => type === 'function_call') : []

/** Calls in the chunks of a chat, with the chunk they are in. */
export const callPieces = (chunks: readonly JsonObject[]): JsonObject[] =>
  chunks.flatMap((chunk) =>
    choicesOf(chunk).flatMap(({ delta }) => (isObject(delta) ? listIn(delta['tool_calls']) : [])),
  )

/** The finish reason of every choice, in a body or in chunks. */
export function setFinish(bodies: readonly JsonObject[], from: string, to: string): boolean {
  const choices = bodies.flatMap(choicesOf).filter((choice) => choice['finish_reason'] === from)
  for (const choice of choices) choice['finish_reason'] = to
  return choices.length > 0
}

/** Some recorders keep no requests. */
export const isKnown = (request: JsonObject): boolean => Object.keys(request).length > 0

/** A limit cut the answer. */
export const isCut = (bodies: readonly JsonObject[]): boolean =>
  bodies.some(
    (body) =>
      body['status'] === 'incomplete' ||
      (isObject(body['response']) && body['response']['status'] === 'incomplete') ||
      choicesOf(body).some(({ finish_reason: reason }) => reason === 'length'),
  )

/** The response that a terminal event carries. */
export const finalOf = (events: readonly JsonObject[]): JsonObject | undefined => {
  const last = events.findLast(({ type }) => /^response\.(completed|incomplete|failed)$/.test(String(type)))
  return isObject(last?.['response']) ? last['response'] : undefined
}
