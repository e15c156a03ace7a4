import { isObject } from '../json.ts'
import type { Observation } from './observe.ts'

/** `error.message` of a proper OpenAI error body. */
export function errorMessage({ json }: Observation): string | undefined {
  const error = json.ok && isObject(json.value) ? json.value['error'] : undefined
  return isObject(error) && typeof error['message'] === 'string' && error['message'] !== ''
    ? error['message']
    : undefined
}
