import { asksNative } from '../checks/pool.ts'
import type { Observation } from '../wire/observe.ts'

/** An answer of the API. */
export const isAnswerOf = (observation: Observation): boolean => observation.status !== null && !asksNative(observation)
