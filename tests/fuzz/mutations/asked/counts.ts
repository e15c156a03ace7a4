import { isObject, type JsonObject } from '../../../../src/json.ts'
import type { Mutation } from '../mutation.ts'
import { asked } from './asked.ts'

/** The counts of a body, or of all events. */
export const usages = (bodies: readonly JsonObject[]): JsonObject[] =>
  bodies.flatMap(({ usage, response }) => [usage, isObject(response) ? response['usage'] : null].filter(isObject))

/** A change in place, of a body or of all events; false where it does not apply. */
export const both = (
  name: string,
  about: string,
  change: (bodies: JsonObject[], request: JsonObject) => boolean,
  of?: readonly string[],
): Mutation =>
  asked({
    name,
    about,
    ...(of ? { of } : {}),
    plain: (body, request) => (change([body], request) ? body : undefined),
    events: (events, request) => (change(events, request) ? events : undefined),
  })
