import type { Finding } from '../finding.ts'
import { ignored, missing, wrong } from '../suite/findings.ts'
import type { Test } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { isTextReply } from './completions.ts'
import { cameWhole, choicesOf, isChatReply } from './pool.ts'
import { errorEvents } from './stream.ts'

/** How many prompts a request for text completions has. A list of numbers is one prompt, in tokens. */
const promptsIn = ({ request: { prompt } }: Observation): number =>
  Array.isArray(prompt) && prompt.every((one) => typeof one === 'string' || Array.isArray(one)) ? prompt.length : 1

/** How many choices each prompt of a request is to have. */
const each = ({ request: { n } }: Observation): number =>
  typeof n === 'number' && Number.isInteger(n) && n > 0 ? n : 1

/** How many choices a request asks for. */
export const choicesAsked = (one: Observation): number => each(one) * (isTextReply(one) ? promptsIn(one) : 1)

/** A chat answer or a text completion, whole and without an error in it. */
const isWholeAnswer = (one: Observation): boolean =>
  (isChatReply(one) || isTextReply(one)) && cameWhole(one) && errorEvents(one).length === 0

/** A whole answer to a request with `n` above 1: one choice would come without it too. */
export const asksForSeveral: Test = (one) => isWholeAnswer(one) && each(one) > 1

/** A whole answer with choices, to a request that asks for one. */
export const asksForOne: Test = (one) => isWholeAnswer(one) && choicesAsked(one) === 1 && choicesOf(one).length > 0

/** A whole stream of one choice, to such a request. */
export const streamsOne: Test = (one) => one.stream !== null && asksForOne(one) && choicesOf(one).length === 1

/** A whole answer to a list of prompts. */
export const asksInList: Test = (one) => isWholeAnswer(one) && isTextReply(one) && promptsIn(one) > 1

/** A finding where there are not as many choices as were asked for, told apart by their indexes. */
export function otherCount(one: Observation): Finding | undefined {
  const [asked, count] = [choicesAsked(one), choicesOf(one).length]
  if (count === asked) return undefined
  const path = one.stream ? 'events[].choices[].index' : '$.choices'
  const word = count === 0 ? missing : count === 1 ? ignored : wrong
  return word(one, path, `${count} where ${asked} were asked for`, `${asked} choices, or a 4xx`, count)
}

/** A finding where the indexes of the choices are not 0 up to one below their number. A stream may bring them in any order. */
export function otherIndexes(one: Observation): Finding | undefined {
  const indexes = choicesOf(one).map(({ index }) => index)
  const wanted = Array.from({ length: choicesAsked(one) }, (_, at) => at)
  const isRight = (place: number): boolean => (one.stream ? indexes.includes(place) : indexes[place] === place)
  if (indexes.length !== wanted.length || wanted.every(isRight)) return undefined
  return wrong(
    one,
    one.stream ? 'events[].choices[].index' : '$.choices[].index',
    'choices cannot be told apart by their place',
    wanted,
    indexes.map((index) => index ?? null),
  )
}
