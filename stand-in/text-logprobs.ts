import type { JsonObject } from '../src/deviations/server-reply.ts'
import type { Json } from '../src/suite/steps.ts'
import { letters } from './ids.ts'

/** The tokens of one choice: those of an echoed prompt, then those of the text. */
export interface Tokens {
  prompt: string[]
  text: string[]
  /** Characters of the prompt, echoed or not: offsets count from its beginning. */ before: number
}

const CHOSEN = -0.01

/** Log probabilities in the old form, for all tokens or those from one place to another. */
export function listed(
  { prompt, text, before }: Tokens,
  asked: Json | undefined,
  from = 0,
  to = Infinity,
): JsonObject | null {
  if (typeof asked !== 'number') return null
  const tokens = [...prompt, ...text]
  let offset = prompt.length > 0 ? 0 : before
  const offsets = tokens.map((token) => {
    const at = offset
    offset += token.length
    return at
  })
  const unknown = (at: number): boolean => at === 0 && prompt.length > 0
  return {
    tokens: tokens.slice(from, to),
    token_logprobs: tokens.map((_, at) => (unknown(at) ? null : CHOSEN)).slice(from, to),
    top_logprobs:
      asked < 1 ? null : tokens.map((token, at) => (unknown(at) ? null : ranked(token, asked))).slice(from, to),
    text_offset: offsets.slice(from, to),
  }
}

/** The chosen token first, then what else there might have been. */
const ranked = (token: string, count: number): JsonObject =>
  Object.fromEntries(
    Array.from({ length: count }, (_, rank) => [
      rank === 0 ? token : ` ${letters(token + rank, 3)}`,
      CHOSEN - 3 * rank,
    ]),
  )
