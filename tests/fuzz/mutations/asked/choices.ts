import type { JsonObject } from '../../../../src/json.ts'
import type { Mutation } from '../mutation.ts'
import { asked, choicesOf } from './asked.ts'

const OF = ['chat', 'completions']

/** Whether several answers were asked for. */
const several = ({ n }: JsonObject): boolean => typeof n === 'number' && n > 1
/** Whether one answer was asked for, to one prompt. */
const single = ({ n, prompt }: JsonObject): boolean => (n === undefined || n === 1) && !Array.isArray(prompt)

const inEach = (bodies: JsonObject[], change: (choices: JsonObject[]) => JsonObject[]): JsonObject[] =>
  bodies.map((body) => ({ ...body, choices: change(choicesOf(body)) }))

/** A change of the choices in a body, and in every chunk. */
const ofChoices = (
  name: string,
  about: string,
  applies: (request: JsonObject) => boolean,
  change: (choices: JsonObject[]) => JsonObject[],
): Mutation =>
  asked({
    name,
    about,
    of: OF,
    plain: (body, request) => (applies(request) ? inEach([body], change)[0] : undefined),
    events: (chunks, request) => (applies(request) ? inEach(chunks, change) : undefined),
  })

const numbered = (choices: JsonObject[], number: (was: number) => number): JsonObject[] =>
  choices.map((choice) => ({ ...choice, index: number(Number(choice['index'])) }))

export const choiceMutations: Mutation[] = [
  ofChoices('n ignored', 'one choice comes where several were asked for', several, (choices) =>
    choices.filter(({ index }) => index === 0),
  ),
  ofChoices('choice nobody asked for', 'two choices come where one was asked for', single, (choices) => [
    ...choices,
    ...numbered(choices, () => 1),
  ]),
  ofChoices('choices not numbered', 'every choice has the index 0', several, (choices) => numbered(choices, () => 0)),
  ofChoices(
    'choices from one',
    'choices are numbered from 1',
    () => true,
    (choices) => numbered(choices, (was) => was + 1),
  ),
  asked({
    name: 'choice without end',
    about: 'the last of several streamed choices has no finish reason',
    of: OF,
    events: (chunks, request) => {
      const last = chunks.findLast((chunk) => choicesOf(chunk).some(({ finish_reason: reason }) => reason !== null))
      return several(request) && last ? chunks.filter((chunk) => chunk !== last) : undefined
    },
  }),
  asked({
    name: 'chunk without choice number',
    about: 'the chunks of a stream have no index',
    of: OF,
    events: (chunks) => inEach(chunks, (choices) => choices.map(({ index: _index, ...choice }) => choice)),
  }),
]
