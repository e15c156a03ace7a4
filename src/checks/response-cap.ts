import { inconclusive } from '../finding.ts'
import { ignored } from '../suite/findings.ts'
import { eachAnswer, type Test, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { capSent, NOT_REACHED } from './cap.ts'
import type { JsonObject } from './reply.ts'
import { eventsIn, itemsOf, outputText, outputTokens, responseOf } from './response-stream.ts'
import { givesResponse, reasoningTokensOf } from './responses.ts'
import { leastTokens } from './tokens.ts'

/** What the model itself writes in one go. With tools that the server runs it writes several times, and all is counted. */
const WRITTEN = new Set(['message', 'reasoning', 'function_call'])

/** Deltas that are no token of their own. Servers send one a token, or fewer. */
const SPARE_DELTAS = 8

const inOneGo = (response: JsonObject | undefined): boolean =>
  itemsOf(response).every(({ type }) => WRITTEN.has(String(type))) &&
  itemsOf(response).filter(({ type }) => type === 'function_call').length < 2

/** What of a response is beyond its cap; undefined where nothing is. Thoughts are left out: some servers cap them apart. */
function beyond(one: Observation, cap: number): string | undefined {
  const response = responseOf(one)
  const count = (outputTokens(response) ?? 0) - (reasoningTokensOf(one) ?? 0)
  if (count > cap) return `${count} tokens`
  const least = leastTokens(outputText(response))
  if (least > cap) return `a text of at least ${least} tokens`
  const deltas = eventsIn(one, 'response.output_text.delta').length
  return deltas > cap + SPARE_DELTAS && outputText(response).length > 2 * deltas
    ? `${deltas} deltas of text`
    : undefined
}

/** Holds every response of that kind against its own `max_output_tokens`. */
export const holdsResponseCap = (tests: readonly Test[]): Traffic =>
  eachAnswer(
    NOT_REACHED,
    [
      ...tests,
      ({ request }) => Number(request['max_output_tokens']) > 0,
      givesResponse,
      (one) => inOneGo(responseOf(one)),
    ],
    (one) => {
      const cap = capSent(one)
      const more = beyond(one, cap)
      if (more !== undefined)
        return ignored(
          one,
          '$.usage.output_tokens',
          `the response runs on past \`max_output_tokens: ${cap}\``,
          `at most ${cap} tokens`,
          more,
        )
      const reached = responseOf(one)?.['status'] === 'incomplete' || (outputTokens(responseOf(one)) ?? 0) >= cap
      return reached ? undefined : inconclusive(NOT_REACHED)
    },
  )
