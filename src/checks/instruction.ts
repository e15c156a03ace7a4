import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { ignored } from '../suite/findings.ts'
import type { Observation } from '../wire/observe.ts'
import { leastTokens, NO_COUNT, promptTokens, PROMPT_TOKENS, SHRUNK } from './tokens.ts'

/**
 * Findings where a text that only the second request has did not reach the model: its prompt has to be longer by that text.
 * Counts need no model that follows instructions, only a server that counts.
 */
export function* notInPrompt(
  without: Observation,
  having: Observation,
  extra: string,
  what: string,
): Generator<Finding, Inconclusive | void> {
  const [before, after] = [promptTokens(without), promptTokens(having)]
  if (before === undefined || after === undefined) return inconclusive(NO_COUNT)
  const growth = leastTokens(extra)
  // So many fewer tokens than without it are a wrong count, and say nothing of the text.
  if (after < before - growth) return inconclusive(SHRUNK)
  const least = before + growth
  if (after < least)
    yield ignored(
      having,
      PROMPT_TOKENS,
      `${what} did not reach the model: its text adds ${after - before} tokens`,
      `at least ${least}`,
      after,
    )
}
