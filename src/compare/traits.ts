import { chunkChoices, deltaOf } from '../checks/reply.ts'
import { asArray, isObject, type JsonObject } from '../json.ts'
import { header } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'
import { streamChunks } from '../wire/reply.ts'
import type { SseStream } from '../wire/sse.ts'
import { addTrait, type Shape } from './shape.ts'
import { isOpening } from './stream-frame.ts'

/** Headers that clients read. Framing (content-length, date, server …) is the transport's own affair. */
export const HEADERS = [
  'x-request-id',
  'openai-version',
  'openai-processing-ms',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-remaining-tokens',
]

export function addHeaders(shape: Shape, { exchange, mediaType }: Observation): void {
  const headers = exchange.response?.headers
  const charset = /charset="?([^";]+)/i.exec(header(headers, 'content-type') ?? '')?.[1]?.toLowerCase()
  addTrait(shape, 'headers.content-type', mediaType || 'absent')
  addTrait(shape, 'headers.content-type charset', charset ?? 'absent')
  for (const name of HEADERS)
    addTrait(shape, `headers.${name}`, header(headers, name) === undefined ? 'absent' : 'present')
}

type ToolChoice = 'auto' | 'required' | 'named' | 'none'

function toolChoice({ tool_choice: choice }: JsonObject): ToolChoice {
  if (choice === 'none' || choice === 'required') return choice
  return isObject(choice) && choice['type'] !== 'allowed_tools' ? 'named' : 'auto'
}

/** Whether a forced or forbidden tool call came, and how a choice ended. Left alone, calling is up to the model. */
export function addEnding(shape: Shape, { reply, request, stream }: Observation): void {
  const choice = toolChoice(request)
  for (const { toolCalls, finish } of reply?.choices ?? []) {
    const called = toolCalls.length > 0
    if (choice !== 'auto' && asArray(request['tools']).length > 0)
      addTrait(shape, `tool_calls (tool_choice ${choice})`, called ? 'made' : 'absent')
    // A stream whose choice never ends lacks an event, not a value.
    if (stream && finish === null) continue
    const situation = called ? `tool calls, tool_choice ${choice}` : 'no tool calls'
    addTrait(
      shape,
      `finish_reason (${situation})`,
      finish === null ? 'null' : finish === undefined ? 'absent' : String(finish) || '""',
    )
  }
}

/** How each choice of a text completion ended. */
export function addTextEnding(shape: Shape, { reply, stream }: Observation): void {
  for (const { finish } of reply?.choices ?? []) {
    if (stream && finish === null) continue
    addTrait(
      shape,
      'finish_reason (text)',
      finish === null ? 'null' : finish === undefined ? 'absent' : String(finish) || '""',
    )
  }
}

interface StreamedCall {
  opening: JsonObject
  pieces: string[]
}

/** How a stream carries tool calls: numbering, and where the arguments are. */
export function addCallPattern(shape: Shape, stream: SseStream): void {
  const chunks = streamChunks(stream)
  for (const choice of new Set(chunks.flatMap(chunkChoices).map(({ index }) => index))) {
    const groups = chunks.map((chunk) =>
      chunkChoices(chunk)
        .filter(({ index }) => index === choice)
        .flatMap((one) => asArray(deltaOf(one)['tool_calls']).filter(isObject)),
    )
    const calls = streamedCalls(groups.flat())
    if (calls.length === 0) continue
    addTrait(shape, 'tool_calls in one chunk', groups.some((group) => group.length > 1) ? 'several' : 'one')
    addTrait(shape, 'tool_calls index', numbering(calls.map(({ opening }) => opening['index'])))
    for (const call of calls) addTrait(shape, 'tool_calls arguments', argumentsPlace(call))
  }
}

function streamedCalls(fragments: JsonObject[]): StreamedCall[] {
  const calls: StreamedCall[] = []
  for (const fragment of fragments) {
    const piece = isObject(fragment['function']) ? String(fragment['function']['arguments'] ?? '') : ''
    const last = calls.findLast(({ opening }) => opening['index'] === fragment['index'])
    // Some servers repeat id and name on every fragment: only another id begins another call.
    const opens =
      isOpening(fragment) && (!last || (fragment['id'] !== undefined && last.opening['id'] !== fragment['id']))
    if (opens) calls.push({ opening: fragment, pieces: [piece] })
    else last?.pieces.push(piece)
  }
  return calls
}

function numbering(indexes: unknown[]): string {
  if (indexes.every((index) => index === undefined)) return 'absent'
  if (indexes.every((index, at) => index === at)) return 'counted from 0'
  return new Set(indexes).size < indexes.length ? 'repeated' : 'not counted from 0'
}

function argumentsPlace({ pieces: [opening = '', ...rest] }: StreamedCall): string {
  const later = rest.filter((piece) => piece !== '').length
  if (opening !== '') return later === 0 ? 'whole, with the opening' : 'from the opening on'
  return later > 1 ? 'after the opening, in fragments' : later === 1 ? 'after the opening, in one fragment' : 'empty'
}
