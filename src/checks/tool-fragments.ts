import type { Finding } from '../finding.ts'
import { each, type Tests, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { asArray, chunkChoices, deltaOf, isObject, numberedChunks } from './reply.ts'
import { isChatStream } from './stream.ts'
import { functionOf, given, NO_CALL } from './tools.ts'

/** A piece of a tool call in a stream, as sent. */
export interface Fragment {
  path: string
  event: number
  index: unknown
  id: unknown
  type: unknown
  name: unknown
  arguments: unknown
}

/** The fragments of the first choice, in order. */
export function fragments(observation: Observation): Fragment[] {
  return numberedChunks(observation).flatMap(({ at, chunk }) =>
    chunkChoices(chunk).flatMap((choice, place) =>
      choice['index'] !== 0 && choice['index'] !== undefined
        ? []
        : asArray(deltaOf(choice)['tool_calls'])
            .filter(isObject)
            .map((raw, i): Fragment => ({
              path: `events[${at}].choices[${place}].delta.tool_calls[${i}]`,
              event: at,
              index: raw['index'],
              id: raw['id'],
              type: raw['type'],
              name: functionOf(raw)['name'],
              arguments: functionOf(raw)['arguments'],
            })),
    ),
  )
}

/** Fragments by call. A new id opens a call even where the index is not a new one, so that two calls under one index stay two. */
export function fragmentedCalls(all: readonly Fragment[]): [Fragment, ...Fragment[]][] {
  const calls: [Fragment, ...Fragment[]][] = []
  for (const fragment of all) {
    const known = calls.findLast(
      ([first]) =>
        first.index === fragment.index && (!given(fragment.id) || !given(first.id) || first.id === fragment.id),
    )
    if (known) known.push(fragment)
    else calls.push([fragment])
  }
  return calls
}

/** The arguments of a call, joined as an accumulator joins them. */
export const joined = (call: readonly Fragment[]): string =>
  call.map(({ arguments: part }) => (typeof part === 'string' ? part : '')).join('')

/** Reads every call of every stream by its fragments. Those of tools that take free text name no function. */
export const eachStreamedCall = (
  tests: Tests,
  found: (call: [Fragment, ...Fragment[]], place: number, stream: Observation) => Finding | undefined,
): Traffic =>
  each(
    NO_CALL,
    (stream) => {
      const isMeant = isChatStream(stream) && [tests].flat().every((test) => test(stream))
      const calls = isMeant ? fragmentedCalls(fragments(stream)) : []
      return calls.length > 0 ? calls : undefined
    },
    (calls, stream) =>
      calls.flatMap((call, place) => (call[0].type === 'custom' ? [] : (found(call, place, stream) ?? []))),
  )
