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

/** Said where a longer prompt counts less: a wrong count, which proves no text to be lost. */
export const SHRUNK = 'the longer prompt is counted as shorter: part of it may have come from the cache'

/** Said where a longer prompt counts no more than a short one: equal counts are then no evidence of equal prompts. */
export const FLAT_COUNTS = 'the counts do not grow with the prompt, so they tell nothing of what reached the model'

/** Whether a prompt that is clearly longer is counted as longer. */
export const countsGrow = (short: Observation, long: Observation): boolean =>
  (promptTokens(short) ?? 0) < (promptTokens(long) ?? 0)

/** Tokens a text has at the very least: half its words, whatever the tokenizer. */
export const leastTokens = (text: string): number => Math.floor(text.split(/\s+/).filter(Boolean).length / 2)

/** The answer was thought over: its count and its cap are for more than its text, and another call would think differently. */
export function reasoned(observation: Observation): boolean {
  const { usage } = observation.reply ?? {}
  const details = isObject(usage) ? usage['completion_tokens_details'] : undefined
  return reasoning(observation) !== '' || (isObject(details) && Number(details['reasoning_tokens'] ?? 0) > 0)
}
