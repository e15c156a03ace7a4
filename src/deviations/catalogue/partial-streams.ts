import { inDeltas } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { isObject, objects, textOf, type JsonObject } from '../server-reply.ts'

const hasCalls = (chunks: readonly JsonObject[]): boolean => JSON.stringify(chunks).includes('"tool_calls":[')

/** The chunk that opens a call as two, each with a part of the name. */
function withNameInTwo(chunk: JsonObject): JsonObject[] {
  const [fragment, fn] = opening(chunk)
  const name = textOf(fn['name'])
  if (!fragment || name === '') return [chunk]
  const rest = structuredClone(chunk)
  fn['name'] = name.slice(0, 4)
  const [later = {}, more] = opening(rest)
  delete later['id']
  delete later['type']
  Object.assign(more, { name: name.slice(4), arguments: '' })
  return [chunk, rest]
}

function opening(chunk: JsonObject): [fragment: JsonObject | undefined, fn: JsonObject] {
  const delta = objects(chunk['choices'])[0]?.['delta']
  const [fragment] = isObject(delta) ? objects(delta['tool_calls']) : []
  return [fragment, isObject(fragment?.['function']) ? fragment['function'] : {}]
}

/** Deviations in some chunks of a stream alone: clients read on where they break on the same thing in all of them. */
export const deviations: Deviation[] = [
  {
    name: 'calls-end-without-finish',
    about: 'a stream with calls has `finish_reason` null to its end',
    rules: ['streaming/finish/one'],
    hooks: {
      chunks: (chunks) =>
        hasCalls(chunks)
          ? chunks.map((chunk) => ({
              ...chunk,
              choices: objects(chunk['choices']).map((one) => ({ ...one, finish_reason: null })),
            }))
          : chunks,
    },
  },
  {
    name: 'stream-name-in-two',
    about: 'the name of a tool comes in two fragments of a stream',
    rules: ['tools/stream-fragments/name-once', 'tools/names/declared'],
    hooks: { chunks: (chunks) => chunks.flatMap(withNameInTwo) },
  },
  {
    name: 'delta-calls-null',
    about: 'deltas with text have `tool_calls` null',
    rules: ['streaming/chunk/choices-delta-tool-calls-type'],
    hooks: inDeltas((delta) => {
      if ('content' in delta) delta['tool_calls'] = null
    }),
  },
  {
    name: 'first-chunk-without-choices',
    about: 'the first chunk of a stream has no `choices`',
    rules: ['streaming/chunk/choices-present'],
    hooks: {
      chunks: ([first = {}, ...rest]) => {
        const { choices: _, ...without } = first
        return [without, ...rest]
      },
    },
  },
  {
    name: 'usage-chunk-with-empty-choice',
    about: 'the chunk with `usage` has a choice without any field',
    rules: ['streaming/usage/comes-when-asked', 'streaming/chunk/choices-delta-present'],
    hooks: {
      chunks: (chunks) =>
        chunks.map((chunk) =>
          objects(chunk['choices']).length === 0 && isObject(chunk['usage']) ? { ...chunk, choices: [{}] } : chunk,
        ),
    },
  },
]
