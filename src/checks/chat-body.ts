import type { Observation } from '../wire/observe.ts'
import { asArray, isObject, type JsonObject } from './reply.ts'

/** The body of a plain answer; empty where it is no object. */
export const bodyOf = ({ json }: Observation): JsonObject => (json.ok && isObject(json.value) ? json.value : {})

/** The first message of a plain answer as sent; empty where there is none. */
export function messageOf(observation: Observation): JsonObject {
  const [choice] = asArray(bodyOf(observation)['choices'])
  return isObject(choice) && isObject(choice['message']) ? choice['message'] : {}
}
