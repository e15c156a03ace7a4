import { inconclusive } from '../finding.ts'
import { wrong } from '../suite/findings.ts'
import { eachAnswer, type Test, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { capSent } from './cap.ts'
import { choicesOf, isWholeReply } from './pool.ts'
import { FINISH, isObject, reasoning, type JsonObject } from './reply.ts'
import { responseOf } from './response-stream.ts'
import { givesResponse, thoughtsOf } from './responses.ts'

/** No context window is full with so few tokens. */
const SHORT = 1000
/** A request of more bytes may have more tokens than the server counts: images, or what came from a cache. */
const BRIEF = 8 * SHORT

const countIn = (usage: JsonObject, ...keys: string[]): number =>
  Number(keys.map((key) => usage[key]).find((value) => typeof value === 'number') ?? 0)

/** The tokens of an answer that its cap is about, where counts and request leave no other reason for a cut; else undefined. */
function shortCount(one: Observation, counted: unknown): number | undefined {
  const usage = isObject(counted) ? counted : {}
  const count = countIn(usage, 'completion_tokens', 'output_tokens')
  const isShort = countIn(usage, 'total_tokens') < SHORT && (one.exchange.request.body?.length ?? 0) < BRIEF
  return count > 0 && isShort ? count : undefined
}

/** Finds answers that say a token limit cut them, and have less than half of the tokens that their request allows. */
const cutInTime = (
  none: string,
  isCut: Test,
  usageOf: (one: Observation) => unknown,
  thoughts: (one: Observation) => string,
  path: string,
): Traffic =>
  eachAnswer(none, isCut, (one) => {
    // Several choices are counted together, and each has the cap: the one that was cut has no more than all.
    const [count, cap] = [shortCount(one, usageOf(one)), capSent(one, Infinity)]
    // Some servers do not count thoughts, and cap them.
    if (count === undefined || thoughts(one) !== '') return inconclusive('the counts do not tell where the limit is')
    return count < cap / 2
      ? wrong(one, path, `cut after ${count} tokens`, Number.isFinite(cap) ? `cut at ${cap}` : 'no cut', count)
      : undefined
  })

/** Of a chat. */
export const cutInTimeInChat: Traffic = cutInTime(
  'no chat answer was cut',
  (one) => isWholeReply(one) && choicesOf(one).some(({ finish }) => finish === 'length'),
  ({ reply }) => reply?.usage,
  reasoning,
  FINISH,
)

const whyIncomplete = (response: JsonObject | undefined): unknown =>
  isObject(response?.['incomplete_details']) ? response['incomplete_details']['reason'] : undefined

/** Of a response. */
export const cutInTimeInResponses: Traffic = cutInTime(
  'no response was cut',
  (one) => givesResponse(one) && whyIncomplete(responseOf(one)) === 'max_output_tokens',
  (one) => responseOf(one)?.['usage'],
  thoughtsOf,
  '$.incomplete_details.reason',
)
