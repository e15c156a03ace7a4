import type { Observation } from '../wire/observe.ts'
import { isObject, reasoning, usageCount } from './reply.ts'

/** JSON path of the count that tells what the model saw. */
export const PROMPT_TOKENS = '$.usage.prompt_tokens'
export const COMPLETION_TOKENS = '$.usage.completion_tokens'

/** No prompt has fewer; some servers count only what their cache did not hold, or nothing at all. */
const LEAST_PROMPT = 3

/** What the model saw, counted; undefined where the server does not count whole prompts. */
export function promptTokens(observation: Observation): number | undefined {
  const count = usageCount(observation, 'prompt_tokens')
  return count !== undefined && count >= LEAST_PROMPT ? count : undefined
}

export const completionTokens = (observation: Observation): number | undefined =>
  usageCount(observation, 'completion_tokens')

/** Said where a count is missing: that it is there and right is for the rules on usage. */
export const NO_COUNT = 'the answer has no count of its prompt that could be relied on'

/** Said where a longer prompt counts no more than a short one: equal counts are then no evidence of equal prompts. */
export const FLAT_COUNTS = 'the counts do not grow with the prompt, so they tell nothing of what reached the model'

/** Whether a prompt that is clearly longer is counted as longer. */
export const countsGrow = (short: Observation, long: Observation): boolean =>
  (promptTokens(short) ?? 0) < (promptTokens(long) ?? 0)

/** Tokens a text has at the very least: half its words, whatever the tokenizer. */
export const leastTokens = (text: string): number => Math.floor(text.split(/\s+/).filter(Boolean).length / 2)

/** What the text alone counts, thoughts left out; undefined where they are not counted apart. */
export function textTokens(observation: Observation): number | undefined {
  const [all, thoughts] = [completionTokens(observation), reasoningTokens(observation)]
  if (!reasoned(observation)) return all
  return all === undefined || !thoughts ? undefined : all - thoughts
}

/** Both answers were thought over in the same way, or neither was. */
export const thoughtAlike = (one: Observation, other: Observation): boolean =>
  reasoning(one) === reasoning(other) && (reasoningTokens(one) ?? 0) === (reasoningTokens(other) ?? 0)

/** `completion_tokens_details.reasoning_tokens`; undefined where there is none. */
export function reasoningTokens({ reply }: Observation): number | undefined {
  const details = isObject(reply?.usage) ? reply.usage['completion_tokens_details'] : undefined
  const count = isObject(details) ? details['reasoning_tokens'] : undefined
  return typeof count === 'number' ? count : undefined
}

/** The answer was thought over: its count and its cap are for more than its text, and another call would think differently. */
export const reasoned = (observation: Observation): boolean =>
  reasoning(observation) !== '' || (reasoningTokens(observation) ?? 0) > 0
