import type { Observation } from '../observe/observe.ts'
import { asks, succeeded } from './pool.ts'
import { isObject, type JsonObject } from './reply.ts'
import { itemsOf } from './response-stream.ts'

/** The bodies of plain answers to requests for a response. */
export const responseBodies = (observation: Observation): JsonObject[] =>
  asks(observation, 'POST', /\/responses$/) && succeeded(observation) && observation.stream === null && observation.json.ok && isObject(observation.json.value)
    && !isObject(observation.json.value['error']) ? [observation.json.value] : []

/** The items of that type in the outputs of plain answers. */
export const itemsOfType = (type: string) => (observation: Observation): JsonObject[] =>
  responseBodies(observation).flatMap((body) => itemsOf(body).filter((item) => item['type'] === type))

/** The function calls of one answer. */
export const functionCalls = itemsOfType('function_call')

/** Tokens the input was counted as; undefined where it was not. */
export function inputTokens(observation: Observation): number | undefined {
  const [body] = responseBodies(observation)
  const count = isObject(body?.['usage']) ? body['usage']['input_tokens'] : undefined
  return typeof count === 'number' && count > 2 ? count : undefined
}
