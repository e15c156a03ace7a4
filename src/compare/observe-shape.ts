import { chunkChoices, deltaOf } from '../checks/reply.ts'
import { asArray, isObject, type JsonObject } from '../json.ts'
import type { Observation } from '../wire/observe.ts'
import { streamChunks } from '../wire/reply.ts'
import { closedPaths } from './contract-fields.ts'
import { addTrait, addValue, emptyShape, type Shape } from './shape.ts'
import { addFrame, addTextFrame, finishes, isOpening, streamPattern } from './stream-frame.ts'
import { addCallPattern, addEnding, addHeaders, addTextEnding } from './traits.ts'

/** One answer, split into the scopes that are compared with each other. */
export interface AnswerShape {
  /** What kind of answer the request and the status call for. */
  scope: string
  shapes: Map<string, Shape>
  /** The stream's chunks in one line, to show beside a difference. */
  pattern: string | null
}

const ENDPOINTS: [method: 'GET' | 'POST', path: RegExp, scope: string][] = [
  ['POST', /\/chat\/completions$/, 'chat'],
  ['GET', /\/models$/, 'models'],
  ['GET', /\/models\/[^/]+$/, 'model'],
  ['POST', /\/(embeddings|completions|responses)$/, ''],
]

/** The scope of an answer; null for what is not compared: native endpoints, other methods, or no answer at all. */
export function scopeOf({ exchange, status, request }: Observation): string | null {
  if (status === null) return null
  const { method } = exchange.request
  const path = exchange.request.path.split('?')[0] ?? ''
  const endpoint = ENDPOINTS.find(([asked, pattern]) => asked === method && pattern.test(path))
  if (!endpoint || path.startsWith('/api/')) return null
  if (status >= 400) return 'error'
  const name = endpoint[2] || (path.split('/').at(-1) ?? '')
  return request['stream'] === true ? `${name}.stream` : name
}

/** The structure of one answer. Pure, and equal for a live answer, a recording and the answers facts were reduced from. */
export function answerShape(observation: Observation): AnswerShape | null {
  const scope = scopeOf(observation)
  const { json, stream, request, exchange, text } = observation
  // A body that broke off is no structure of the server's; of a stream, what came until then is.
  if (scope === null || (exchange.failure && !stream)) return null
  const shapes = new Map<string, Shape>([[scope, emptyShape()]])
  const main = shapes.get(scope) ?? emptyShape()
  addTrait(main, 'format', stream ? 'event stream' : json.ok ? 'JSON' : text.trim() === '' ? 'empty' : 'text')
  addHeaders(main, observation)
  // What broke off, or what we cut off ourselves, has no end to compare.
  const ended = exchange.failure === null
  if (ended && scope.startsWith('chat')) addEnding(main, observation)
  if (ended && scope.startsWith('completions')) addTextEnding(main, observation)
  const asked = { usage: isObject(request['stream_options']) && request['stream_options']['include_usage'] === true }
  if (stream && scope === 'chat.stream') {
    addChunks(shapes, streamChunks(stream))
    addCallPattern(main, stream)
    if (ended) addFrame(main, stream, asked)
  } else if (stream && scope === 'responses.stream') addEvents(shapes, streamChunks(stream))
  else if (stream && scope === 'completions.stream') {
    addTextChunks(shapes, streamChunks(stream))
    if (ended) addTextFrame(main, stream, asked)
  } else if (!stream && json.ok && !scope.endsWith('.stream')) {
    const body = scope === 'chat' && hasCalls(json.value) ? 'chat.tool-calls' : scope
    addValue(shapeAt(shapes, body), json.value, closedPaths(body))
  }
  return { scope, shapes, pattern: stream ? streamPattern(stream) : null }
}

function shapeAt(shapes: Map<string, Shape>, scope: string): Shape {
  const shape = shapes.get(scope) ?? emptyShape()
  shapes.set(scope, shape)
  return shape
}

/** Events of a streamed response, by type. The response inside some of them is compared where it stands by itself. */
function addEvents(shapes: Map<string, Shape>, events: JsonObject[]): void {
  for (const { type, response, ...event } of events) {
    if (typeof type !== 'string') continue
    const scope = `responses.stream.${type.replace(/^response\./, '')}`
    addValue(
      shapeAt(shapes, scope),
      { type, ...event, ...(isObject(response) ? { response: {} } : {}) },
      closedPaths(scope),
    )
  }
}

/** Chunks of a streamed text completion: text, the end of a choice, and the counts. */
function addTextChunks(shapes: Map<string, Shape>, chunks: JsonObject[]): void {
  for (const { usage: _usage, ...chunk } of chunks) {
    const [choice] = chunkChoices(chunk)
    const scope = `completions.stream.${choice === undefined ? 'usage' : finishes(choice) ? 'finish' : 'text'}`
    addValue(shapeAt(shapes, scope), chunk, closedPaths(scope))
  }
}

const hasCalls = (body: unknown): boolean =>
  isObject(body) &&
  chunkChoices(body).some(({ message }) => isObject(message) && asArray(message['tool_calls']).length > 0)

/** What of a stream has begun so far. */
interface Begun {
  choices: Set<unknown>
  calls: Set<unknown>
}

/** Chunks by what they are for: OpenAI sends other fields in each kind. */
function addChunks(shapes: Map<string, Shape>, chunks: JsonObject[]): void {
  const begun: Begun = { choices: new Set(), calls: new Set() }
  for (const chunk of chunks) {
    const opening = opensCall(chunk, begun)
    const kind = chunkKind(chunk, begun, opening)
    for (const choice of chunkChoices(chunk)) begun.choices.add(choice['index'])
    for (const { id, index } of fragmentsOf(chunk)) begun.calls.add(id).add(index)
    if (kind === null) continue
    // Whether other chunks have `usage` depends on the request, so it is a trait of the stream.
    const { usage: _usage, ...rest } = chunk
    const add = (scope: string, value: JsonObject): void => addValue(shapeAt(shapes, scope), value, closedPaths(scope))
    // A first chunk may carry the first call or not: it is split, so that both halves compare with their like.
    if (kind === 'usage') add('chat.stream.usage', chunk)
    else if (kind !== 'first') add(`chat.stream.${kind}`, rest)
    else {
      add(
        'chat.stream.first',
        withDelta(rest, (delta) => omit(delta, ['tool_calls'])),
      )
      if (opening)
        add(
          'chat.stream.tool-opening',
          withDelta(rest, ({ tool_calls: calls }) => ({ tool_calls: calls })),
        )
    }
  }
}

type ChunkKind = 'first' | 'content' | 'tool-opening' | 'tool-fragment' | 'finish' | 'usage'

/** What a chunk is for; null for what OpenAI has no steady form of. */
function chunkKind(chunk: JsonObject, begun: Begun, opening: boolean): ChunkKind | null {
  const choices = chunkChoices(chunk)
  const [choice] = choices
  if (!choice) return isObject(chunk['usage']) ? 'usage' : null
  if (choices.some(finishes)) return 'finish'
  if (!begun.choices.has(choice['index'])) return 'first'
  if (fragmentsOf(chunk).length > 0) return opening ? 'tool-opening' : 'tool-fragment'
  return typeof deltaOf(choice)['content'] === 'string' ? 'content' : null
}

const fragmentsOf = (chunk: JsonObject): JsonObject[] =>
  chunkChoices(chunk).flatMap((choice) => asArray(deltaOf(choice)['tool_calls']).filter(isObject))

/** By number or by id, so that a call without the one is still told from a repetition of the other. */
const opensCall = (chunk: JsonObject, { calls }: Begun): boolean =>
  fragmentsOf(chunk).some(
    (fragment) =>
      (fragment['index'] !== undefined && !calls.has(fragment['index'])) ||
      (isOpening(fragment) && !calls.has(fragment['id'])),
  )

const withDelta = (chunk: JsonObject, change: (delta: JsonObject) => JsonObject): JsonObject => ({
  ...chunk,
  choices: chunkChoices(chunk).map((choice) => ({ ...choice, delta: change(deltaOf(choice)) })),
})

const omit = (object: JsonObject, keys: string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))
