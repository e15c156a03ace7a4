import { usageCount } from '../checks/reply.ts'
import type { Observation } from '../wire/observe.ts'
import type { Traffic } from './record.ts'

/** A server may count 1e400 tokens, minus one, or a half. */
function tokens(observation: Observation, key: 'prompt_tokens' | 'completion_tokens'): number {
  const count = usageCount(observation, key) ?? 0
  return Number.isSafeInteger(count) && count > 0 ? count : 0
}

/** What one side was sent and gave. Seconds are those its requests took, one after the other. */
export function traffic(observations: readonly Observation[]): Traffic {
  const total = (of: (observation: Observation) => number): number =>
    observations.reduce((sum, observation) => sum + of(observation), 0)
  return {
    requests: observations.length,
    promptTokens: total((observation) => tokens(observation, 'prompt_tokens')),
    completionTokens: total((observation) => tokens(observation, 'completion_tokens')),
    seconds: Math.round(total(({ exchange }) => exchange.timing.endMs) / 100) / 10,
  }
}
