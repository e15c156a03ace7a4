import type { Observation } from '../observe/observe.ts'
import { usageCount } from './reply.ts'

/** JSON path of the count that tells what the model saw. */
export const PROMPT_TOKENS = '$.usage.prompt_tokens'
export const COMPLETION_TOKENS = '$.usage.completion_tokens'

export const promptTokens = (observation: Observation): number | undefined => usageCount(observation, 'prompt_tokens')
export const completionTokens = (observation: Observation): number | undefined => usageCount(observation, 'completion_tokens')

/** Said where a count is missing: that it is there is for other rules to ask. */
export const NO_COUNT = 'the answer has no token counts'

/** Tokens a text has at the very least: half its words, whatever the tokenizer. */
export const leastTokens = (text: string): number => Math.floor(text.split(/\s+/).filter(Boolean).length / 2)
