import type { Json } from '../../../src/suite/steps.ts'
import { objects, type JsonObject } from '../../exchange-types.ts'
import { inDeltas, type Fault } from '../fault.ts'

const asksSeveral = ({ n, best_of: candidates, prompt }: JsonObject): boolean =>
  Number(n ?? 1) > 1 || Number(candidates ?? 1) > 1 || Array.isArray(prompt)

/** Every choice once more under the index 1, where one was asked for. */
const doubled = (body: JsonObject, request: JsonObject): JsonObject => ({
  ...body,
  choices: objects(body['choices']).flatMap((choice): Json[] =>
    asksSeveral(request) ? [choice] : [choice, { ...choice, index: 1 }],
  ),
})
const allDoubled = (chunks: JsonObject[], request: JsonObject): JsonObject[] =>
  chunks.map((chunk) => doubled(chunk, request))

/** Choices that nobody asked for and choices under other indexes. */
export const faults: Fault[] = [
  {
    name: 'choice-too-many',
    about: 'two choices come where one was asked for',
    kills: ['chat/choices/one-unless-asked'],
    hooks: { completion: doubled, chunks: allDoubled },
  },
  {
    name: 'stream-choices-from-one',
    about: 'the choices of a stream are numbered from 1',
    kills: ['chat/choices/streamed-from-zero'],
    hooks: inDeltas((_, choice) => {
      choice['index'] = Number(choice['index']) + 1
    }),
  },
]
