import type { Observation } from '../wire/observe.ts'
import { isObject, reasoning, text, usageCount } from './reply.ts'
import { errorEvents } from './stream.ts'
import { reasoningTokens } from './tokens.ts'

/** An end mark, a blank and a piece of a character are tokens without text. */
const SPARE = 4

/** Tokens of an answer that are not counted as thoughts; undefined where it counts none. */
export function spokenTokens(one: Observation): number | undefined {
  const count = usageCount(one, 'completion_tokens')
  const usage = one.reply?.usage
  const details = isObject(usage) ? usage['completion_tokens_details'] : undefined
  return count === undefined ? undefined : count - Number((isObject(details) ? details['reasoning_tokens'] : 0) ?? 0)
}

/** Enough tokens are counted that there should be something to show for them. */
export const hasSpoken = (one: Observation): boolean => (spokenTokens(one) ?? 0) > SPARE

/** The model wrote something, and no choice has text, a call or thoughts: the server lost it, most often a call. */
export const isUndelivered = (one: Observation): boolean =>
  hasSpoken(one) &&
  text(one) === '' &&
  reasoning(one) === '' &&
  (one.reply?.choices ?? []).every(({ toolCalls }) => toolCalls.length === 0)

/** What is found of such an answer, in the words of every rule that sees one. */
export const UNDELIVERED = 'tokens are counted and nothing came of them'

/** A success in which nothing was said, thought or called, and no error told. */
export const isSilent = (one: Observation): boolean =>
  one.status === 200 &&
  one.reply !== null &&
  errorEvents(one).length === 0 &&
  (reasoningTokens(one) ?? 0) === 0 &&
  one.reply.choices.every(
    ({ content, reasoning: thoughts, toolCalls }) => !content && !thoughts && toolCalls.length === 0,
  )
