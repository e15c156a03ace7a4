import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { ignored, wrong } from '../suite/findings.ts'
import { errorMessage } from '../wire/error-message.ts'
import type { Observation } from '../wire/observe.ts'
import { once } from '../wire/once.ts'
import { asks, succeeded } from './pool.ts'
import { asArray, isObject, type JsonObject } from './reply.ts'
import { BEGINS, ENDS, eventsIn, itemsOf, responseIn, responseOf } from './response-stream.ts'
import { leastTokens, SHRUNK } from './tokens.ts'

/** The bodies of plain answers to requests for a response. */
export const responseBodies = once((observation): JsonObject[] =>
  asks(observation, 'POST', /\/responses$/) &&
  succeeded(observation) &&
  observation.stream === null &&
  observation.json.ok &&
  isObject(observation.json.value) &&
  !isObject(observation.json.value['error'])
    ? [observation.json.value]
    : [],
)

/** Every response an answer holds: a plain one, one that was asked for again by its id, and those in the events of a stream. */
export const everyResponse = once((observation): JsonObject[] => {
  if (observation.stream)
    return eventsIn(observation, ...BEGINS, ...ENDS)
      .map(responseIn)
      .filter((response) => !isObject(response['error']))
  return asks(observation, 'GET', /\/responses\/[^/]+$/) &&
    succeeded(observation) &&
    observation.json.ok &&
    isObject(observation.json.value)
    ? [observation.json.value]
    : responseBodies(observation)
})

/** Every item of that type in an answer: in the outputs of its responses, and as events of a stream bring it. */
export const everyItemOfType =
  (type: string) =>
  (observation: Observation): JsonObject[] =>
    [
      ...everyResponse(observation).flatMap(itemsOf),
      ...eventsIn(observation, 'response.output_item.added', 'response.output_item.done')
        .map(({ event }) => event['item'])
        .filter(isObject),
    ].filter((item) => item['type'] === type)

/** The items of that type in the outputs of plain answers. */
export const itemsOfType =
  (type: string) =>
  (observation: Observation): JsonObject[] =>
    responseBodies(observation).flatMap((body) => itemsOf(body).filter((item) => item['type'] === type))

/** The function calls of one answer. */
export const functionCalls = itemsOfType('function_call')

/** Tokens the input was counted as, plain or streamed; undefined where it was not. */
export function inputTokens(observation: Observation): number | undefined {
  const usage = succeeded(observation) ? responseOf(observation)?.['usage'] : undefined
  const count = isObject(usage) ? usage['input_tokens'] : undefined
  return typeof count === 'number' && count > 2 ? count : undefined
}

/** JSON path of the count that tells what the model saw. */
export const INPUT_TOKENS = '$.usage.input_tokens'

/** Said where a count is missing: that it is there and right is for the rules on usage. */
export const NO_INPUT_COUNT = 'the input is not counted'

/** Said where rules judge the status themselves, and the endpoint answers nothing at all. */
export const NO_ENDPOINT = 'the endpoint does not answer the same request without it'

/** A success with a response in it, plain or streamed. What is wrong inside is for other rules. */
export function givesResponse(observation: Observation): boolean {
  const response = succeeded(observation) ? responseOf(observation) : undefined
  return response !== undefined && (response['object'] === 'response' || Array.isArray(response['output']))
}

/** Findings where a request that OpenAI answers brought no response. */
export function* noResponse(observation: Observation, what: string): Generator<Finding> {
  if (givesResponse(observation)) return
  const said = errorMessage(observation) ?? observation.text.slice(0, 160)
  yield wrong(
    observation,
    'status',
    `${what}: HTTP ${observation.status} ${said}`,
    'a response (200)',
    observation.status,
  )
}

/** Findings where a text that only the second request has did not reach the model: its input has to be longer by that text. */
export function* notInInput(
  without: Observation,
  having: Observation,
  extra: string,
  what: string,
): Generator<Finding, Inconclusive | void> {
  const [before, after] = [inputTokens(without), inputTokens(having)]
  if (before === undefined || after === undefined) return inconclusive(NO_INPUT_COUNT)
  const growth = leastTokens(extra)
  if (after < before - growth) return inconclusive(SHRUNK)
  const least = before + growth
  if (after < least)
    yield ignored(
      having,
      INPUT_TOKENS,
      `${what} did not reach the model: it adds ${after - before} tokens`,
      `at least ${least}`,
      after,
    )
}

/** The parts of the messages of an answer. */
export const textParts = (observation: Observation): JsonObject[] =>
  itemsOf(responseOf(observation))
    .filter(({ type }) => type === 'message')
    .flatMap((item) => asArray(item['content']).filter(isObject))

/** The reasoning items of an answer. */
export const reasoningItems = (observation: Observation): JsonObject[] =>
  itemsOf(responseOf(observation)).filter(({ type }) => type === 'reasoning')

/** What a reasoning item shows of the thoughts, summed up or in full. */
export const thoughtsOfItem = (item: JsonObject): string =>
  [...asArray(item['summary']), ...asArray(item['content'])]
    .filter(isObject)
    .map(({ text }) => (typeof text === 'string' ? text : ''))
    .join('')

/** What an answer shows of the thoughts behind it. */
export const thoughtsOf = (observation: Observation): string => reasoningItems(observation).map(thoughtsOfItem).join('')

/** What thinking is counted as; undefined where it is not. */
export function reasoningTokensOf(observation: Observation): number | undefined {
  const usage = responseOf(observation)?.['usage']
  const details = isObject(usage) ? usage['output_tokens_details'] : undefined
  const count = isObject(details) ? details['reasoning_tokens'] : undefined
  return typeof count === 'number' ? count : undefined
}
