import type { Json } from '../../suite/steps.ts'
import { inDeltas } from '../changes.ts'
import { inChunks, plainChoices } from '../completion-hooks.ts'
import type { Deviation } from '../deviation.ts'
import { objects, textOf, type JsonObject } from '../server-reply.ts'

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

/** Choices that nobody asked for, choices under other indexes, and thoughts in their text. */
export const deviations: Deviation[] = [
  {
    name: 'choice-too-many',
    about: 'two choices come where one was asked for',
    rules: ['chat/choices/one-unless-asked'],
    hooks: { completion: doubled, chunks: allDoubled },
  },
  {
    name: 'stream-choices-from-one',
    about: 'the choices of a stream are numbered from 1',
    rules: ['chat/choices/streamed-from-zero'],
    hooks: inDeltas((_, choice) => {
      choice['index'] = Number(choice['index']) + 1
    }),
  },
  {
    name: 'completions-choice-too-many',
    about: 'two choices come where one was asked for',
    rules: ['completions/text/one-unless-asked'],
    hooks: { textCompletion: doubled, textChunks: allDoubled },
  },
  {
    name: 'completions-stream-choices-from-one',
    about: 'the choices of a stream are numbered from 1',
    rules: ['completions/text/streamed-from-zero'],
    hooks: inChunks((chunk) => ({
      ...chunk,
      choices: objects(chunk['choices']).map((choice) => ({ ...choice, index: Number(choice['index']) + 1 })),
    })),
  },
  {
    name: 'completions-thoughts-in-text',
    about: 'the text begins with thoughts between marks',
    rules: ['completions/text/no-thoughts'],
    hooks: plainChoices((choice) => ({ ...choice, text: `<think>I go on.</think>\n${textOf(choice['text'])}` })),
  },
]
