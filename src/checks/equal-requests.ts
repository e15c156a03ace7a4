import { hash } from 'node:crypto'
import { inconclusive, type Finding } from '../finding.ts'
import { wrong } from '../suite/findings.ts'
import { eachPair, type Test, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { once } from '../wire/once.ts'
import { asArray, isObject, usageCount, type JsonObject } from './reply.ts'
import { responseOf } from './response-stream.ts'

/** Fields of a request that change nothing in what the model reads. */
const NOT_READ = new Set([
  ...['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'seed', 'temperature', 'top_p'],
  ...['stream', 'stream_options', 'encoding_format', 'dimensions', 'include'],
  ...['user', 'metadata', 'store', 'service_tier', 'safety_identifier', 'prompt_cache_key', 'prompt_cache_retention'],
])
const DAY_S = 86_400

export const shortened = (...parts: unknown[]): string => hash('sha1', JSON.stringify(parts), 'base64')

/** What an answer says of itself: a plain body, the last response of a stream, or what the chunks have in common. */
const bodyOf = (one: Observation): JsonObject => responseOf(one) ?? { ...one.reply }

/**
 * Under what else an answer was given: its model, the day, and where it was asked. A service counts otherwise with
 * another snapshot behind the same name, and may do so another day. OpenRouter says which provider answered.
 */
export const circumstances = once((one): string => {
  const { model, provider, created, created_at: createdAt } = bodyOf(one)
  const asked = Date.parse(one.exchange.timing.startedAt) / 1000
  const day = Math.floor(Number(created ?? createdAt ?? asked) / DAY_S)
  return shortened(model, provider, day, one.exchange.request.path, one.request['model'])
})

/** What a request has the model read, without the fields that are named. Fields may come in any order. */
export const readFields = ({ request }: Observation, without: readonly string[] = []): [string, unknown][] =>
  Object.entries(request)
    .filter(([field]) => !NOT_READ.has(field) && !without.includes(field))
    .sort(([one], [other]) => (one < other ? -1 : 1))

/** Names what a model read, and under which circumstances. */
export const readKey = once((one): string => shortened(circumstances(one), readFields(one)))

/** Names each beginning of a conversation, the whole of it last. */
export function beginnings(one: Observation): string[] {
  const names: string[] = []
  let name = shortened(circumstances(one), readFields(one, ['messages']))
  for (const message of asArray(one.request['messages'])) {
    name = shortened(name, message)
    names.push(name)
  }
  return names
}

/** Tools of a service and whole conversations put into the input what the request does not say. */
export const saysAllThatIsRead = ({
  request: { tools, conversation, prompt, previous_response_id: before },
}: Observation): boolean =>
  !conversation &&
  !before &&
  !isObject(prompt) &&
  asArray(tools).every((tool) => isObject(tool) && (tool['type'] === 'function' || tool['type'] === 'custom'))

/** How an answer counted what was read. */
type Counted = (one: Observation) => number | undefined
export const promptCount: Counted = (one) => usageCount(one, 'prompt_tokens')

const otherCount =
  (path: string) =>
  (expected: number, actual: number, one: Observation): Finding | undefined =>
    expected === actual
      ? undefined
      : wrong(one, path, 'another count than for the same request before', expected, actual)

/** Equal requests are counted equally. Plain and streamed answers are compared where `together` says so. */
export const equalCounts = (is: Test, count: Counted, path: string, together = false): Traffic =>
  eachPair(
    'no request was made twice and counted',
    (one) => {
      const value = is(one) && saysAllThatIsRead(one) ? count(one) : undefined
      const kind = together || one.stream === null ? '' : 'streamed '
      return value === undefined ? undefined : { key: kind + readKey(one), value }
    },
    otherCount(path),
  )

/** A stream counts as the plain answer to the same request does; `kind` tells apart what need not be equal. */
export const countsAsPlain = (
  is: Test,
  count: Counted,
  path: string,
  kind: (one: Observation) => string = () => '',
): Traffic =>
  eachPair(
    'no request was answered both plain and streamed, and counted',
    (one) => {
      const value = is(one) && saysAllThatIsRead(one) ? count(one) : undefined
      if (value === undefined) return undefined
      return { key: shortened(readKey(one), kind(one)), value: { count: value, streamed: one.stream !== null } }
    },
    (first, now, one) =>
      first.streamed === now.streamed
        ? inconclusive('the request was answered in one way only')
        : otherCount(path)(first.count, now.count, one),
  )
