import { inconclusive } from '../finding.ts'
import { wrong } from '../suite/findings.ts'
import { eachAnswer, type Test, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { isMasked } from './masked.ts'
import { isWholeReply } from './pool.ts'
import { asArray, chunkChoices, isObject, numberedChunks, text, toolCalls, type JsonObject } from './reply.ts'
import { reasoned } from './tokens.ts'

/** JSON path of the log probabilities of the first choice. */
export const LOGPROBS = '$.choices[0].logprobs'
export const NO_ENTRIES = 'no log probabilities came'

/** The first choice of a plain answer, or of each chunk. */
function firstChoices(observation: Observation): JsonObject[] {
  const { json, stream } = observation
  if (stream) return numberedChunks(observation).flatMap(({ chunk }) => chunkChoices(chunk))
  return json.ok && isObject(json.value) ? asArray(json.value['choices']).filter(isObject).slice(0, 1) : []
}

/** Log probabilities of any kind that an answer or its chunks carry. */
export const probabilitiesIn = (observation: Observation): JsonObject[] =>
  firstChoices(observation).flatMap(({ logprobs }) => (isObject(logprobs) ? [logprobs] : []))

/** The entries of the first choice, of a plain answer or joined over a stream. */
export const entries = (observation: Observation): JsonObject[] =>
  probabilitiesIn(observation).flatMap(({ content }) => asArray(content).filter(isObject))

/** Answers with log probabilities; one without is the business of the rule that they come. */
export const withEntries = (answers: readonly Observation[]): Observation[] =>
  answers.filter((one) => entries(one).length > 0)

/** The bytes of an entry; undefined where there are none, as for special tokens. */
export function bytesOf({ bytes }: JsonObject): number[] | undefined {
  return Array.isArray(bytes) && bytes.every((byte) => typeof byte === 'number') ? bytes : undefined
}

/**
 * The text that entries spell. Bytes are the truth where all have them: a token that ends inside a character cannot be written
 * as text, and stands as an escape or a replacement character.
 */
export function spelled(all: readonly JsonObject[]): string {
  const bytes = all.map(bytesOf)
  return bytes.every((one) => one !== undefined)
    ? Buffer.from(bytes.flat()).toString('utf8')
    : all.map(({ token }) => token).join('')
}

/** A token that cannot be written as text: nothing follows from how it is written. */
export const isBroken = (token: string): boolean => token.includes('\uFFFD') || /\\x[0-9a-f]{2}/i.test(token)

export const alternatives = ({ top_logprobs: top }: JsonObject): JsonObject[] => asArray(top).filter(isObject)

/** A whole chat answer to a request for log probabilities. */
export const asksLogprobs: Test = (one) => isWholeReply(one) && one.request['logprobs'] === true

/** The answer is a text: no call, for whose tokens OpenAI gives none. */
export const saysText: Test = (one) => text(one) !== '' && toolCalls(one).length === 0

export const hasEntries: Test = (one) => entries(one).length > 0

/** Entries spell the text from the first on, or after those of thoughts. What they say beyond it, such as a stop sequence, is free. */
export const covers = (one: Observation, told: string): boolean =>
  reasoned(one) ? told.includes(text(one)) : told.startsWith(text(one))

/** The entries of every answer of that kind spell its text, which may be masked where its tokens are not. */
export const coversText = (none: string, is: Test, message: string): Traffic =>
  eachAnswer(none, [asksLogprobs, is, saysText, hasEntries], (one) => {
    const [said, told] = [text(one), spelled(entries(one))]
    if (isMasked(said)) return inconclusive('the texts are masked')
    if (isBroken(told)) return inconclusive('a token that cannot be written as text stands among them')
    return covers(one, told) ? undefined : wrong(one, `${LOGPROBS}.content`, message, said, told)
  })
