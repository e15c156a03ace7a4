import { type Finding, type Inconclusive } from '../finding.ts'
import type { Observation } from '../wire/observe.ts'
import { asArray, chunkChoices, deltaOf, isObject, numberedChunks } from './reply.ts'
import { functionOf, given, withoutCall } from './tools.ts'

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

/** Judges every call of a stream by its fragments. */
export function* eachStreamedCall(
  observation: Observation,
  judge: (call: [Fragment, ...Fragment[]], place: number) => Finding | undefined,
): Generator<Finding, Inconclusive | void> {
  const calls = fragmentedCalls(fragments(observation))
  if (calls.length === 0) return withoutCall(observation)
  yield* calls.map(judge).filter((one) => one !== undefined)
}
