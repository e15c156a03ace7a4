import type { Finding } from '../finding.ts'
import { alternatives, bytesOf, isBroken } from './logprobs.ts'
import { isMasked } from './masked.ts'
import type { JsonObject } from './reply.ts'

/** What arithmetic may make of a probability of 1. */
const ROUNDING = 1e-4

/** What is wrong with one entry, and where in it. */
export type EntryFault = Pick<Finding, 'message' | 'expected' | 'actual'> & { in: string }

export const number = (value: unknown): number => (typeof value === 'number' ? value : NaN)

/** The bytes of a token are another text. */
export function otherBytes(one: JsonObject): EntryFault | undefined {
  const [bytes, token] = [bytesOf(one), String(one['token'])]
  const read = bytes && Buffer.from(bytes).toString('utf8')
  if (read === undefined || isBroken(read) || isBroken(token) || isMasked(token) || read === token) return undefined
  return { in: '.bytes', message: `the bytes read ${JSON.stringify(read)}`, expected: token, actual: bytes ?? null }
}

/** The token, or one of its alternatives, is likelier than can be. */
export function aboveZero(one: JsonObject): EntryFault | undefined {
  const off = [one, ...alternatives(one)].find(({ logprob }) => number(logprob) > ROUNDING)
  return off && { in: '.logprob', message: 'a logarithm of more than 1', expected: '0 at most', actual: off['logprob'] }
}

/** The alternatives do not fall from the likeliest on. */
export function unsorted(one: JsonObject): EntryFault | undefined {
  const order = alternatives(one).map(({ logprob }) => number(logprob))
  if (order.every((value, at) => at === 0 || value <= (order[at - 1] ?? 0) + ROUNDING)) return undefined
  return { in: '.top_logprobs', message: 'a likelier token comes later', expected: 'falling', actual: order }
}
