import { inconclusive } from '../finding.ts'
import { ignored } from '../suite/findings.ts'
import { eachAnswer, type Test, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { choicesAsked } from './choice-count.ts'
import { choicesOf, succeeded } from './pool.ts'
import { chunkChoices, deltaOf, isObject, numberedChunks, text, textPath } from './reply.ts'
import { completionTokens, leastTokens, reasoningTokens } from './tokens.ts'

/** Small enough that a counting model is far from done, large enough to hold a few numbers. */
export const CAP = 5

/** No tokenizer puts more than this many characters of a counted list into one token. */
const WIDEST_TOKEN = 8

/** The cap of a request as it was sent: for a model that thinks before it answers it is higher than its probe has it. */
export function capSent({ request }: Observation, declared = CAP): number {
  const sent = request['max_tokens'] ?? request['max_completion_tokens'] ?? request['max_output_tokens']
  return typeof sent === 'number' ? sent : declared
}

/** Tells from the text alone that the cap did not hold, for servers whose counts cannot be trusted. */
export const longerThanCap = (said: string, cap = CAP): boolean => said.length > cap * WIDEST_TOKEN

/** Chunks with text that do not stand for a token of the answer: an opening blank, a character put together at the end. */
export const SPARE_CHUNKS = 2

/**
 * Chunks of a stream in which one of these fields of the delta, or `text` of a text completion, holds text; with servers that send a
 * chunk a token this counts tokens.
 */
export const textChunks = (observation: Observation, fields: readonly string[] = ['content']): number =>
  numberedChunks(observation).filter(({ chunk }) =>
    chunkChoices(chunk).some((choice) =>
      [choice['text'], ...fields.map((key) => deltaOf(choice)[key])].some(
        (value) => typeof value === 'string' && value !== '',
      ),
    ),
  ).length

/** Said where every answer ended by itself. */
export const NOT_REACHED = 'no answer reached its cap'

/** Tokens of a prediction that were thrown away are counted, and are not in the answer. */
function rejectedTokens({ reply }: Observation): number {
  const details = isObject(reply?.usage) ? reply.usage['completion_tokens_details'] : undefined
  return isObject(details) ? Number(details['rejected_prediction_tokens'] ?? 0) : 0
}

/** Tokens that a cap is about. Thoughts are left out: some servers cap them apart. So are the marks between several calls. */
function cappedTokens(one: Observation): number | undefined {
  const count = completionTokens(one)
  return count === undefined || choicesOf(one).some(({ toolCalls }) => toolCalls.length > 1)
    ? undefined
    : count - (reasoningTokens(one) ?? 0) - rejectedTokens(one)
}

/** What of an answer is beyond the cap of each of its choices; undefined where nothing is. */
function beyond(one: Observation, cap: number): string | undefined {
  const [count, choices] = [cappedTokens(one), choicesAsked(one)]
  if (count !== undefined && count > cap * choices) return `${count} tokens`
  const longest = Math.max(0, ...choicesOf(one).map(({ content }) => leastTokens(content ?? '')))
  if (longest > cap && one.request['echo'] !== true) return `a text of at least ${longest} tokens`
  const spoken = textChunks(one)
  // A server that sends letter by letter has many chunks to a token.
  if (text(one).length <= 2 * spoken) return undefined
  if (one.exchange.failure?.stage === 'guard') return 'so much that the stream was hung up on'
  return choices === 1 && spoken > cap + SPARE_CHUNKS ? `${spoken} chunks of text` : undefined
}

/** The answer was cut by the cap, or is just as long. */
const reachesCap = (one: Observation, cap: number): boolean =>
  choicesOf(one).some(({ finish }) => finish === 'length') || (completionTokens(one) ?? 0) >= cap

/** Holds every answer of that kind against the cap of its own request. Of the best of several candidates, the others are counted too. */
export const holdsCap = (key: string, tests: readonly Test[]): Traffic =>
  eachAnswer(
    NOT_REACHED,
    [...tests, succeeded, ({ request }) => Number(request[key]) > 0 && !(Number(request['best_of']) > 1)],
    (one) => {
      const cap = Number(one.request[key])
      const more = beyond(one, cap)
      if (more !== undefined)
        return ignored(one, textPath(one), `the answer runs on past \`${key}: ${cap}\``, `at most ${cap} tokens`, more)
      return reachesCap(one, cap) ? undefined : inconclusive(NOT_REACHED)
    },
  )
