import type { Json } from '../suite/steps.ts'
import { changedAt } from './changed-at.ts'
import type { Deviation } from './deviation.ts'
import type { Hooks } from './hooks.ts'
import { isObject, objects, type JsonObject } from './server-reply.ts'

const inObject = (value: JsonObject, path: string, other: Json | undefined): JsonObject =>
  changedAt(value, path.split('.'), () => other) as JsonObject

type Place = 'chat' | 'chunk' | 'models' | 'response' | 'item' | 'lifecycle' | 'text-delta'

/** The events of a streamed response that carry something of one kind. */
const inEvents =
  (carries: (event: JsonObject) => boolean) =>
  (path: string, other: Json | undefined): Hooks => ({
    responseEvents: (events) => events.map((event) => (carries(event) ? inObject(event, path, other) : event)),
  })

const PLACES: Record<Place, (path: string, other: Json | undefined) => Hooks> = {
  chat: (path, other) => ({ completion: (body) => inObject(body, path, other) }),
  chunk: (path, other) => ({ chunks: (chunks) => chunks.map((chunk) => inObject(chunk, path, other)) }),
  models: (path, other) => ({
    models: (body) => (objects(body['data']).length > 0 ? inObject(body, path, other) : body),
  }),
  response: (path, other) => ({ responseObject: (body) => inObject(body, path, other) }),
  item: inEvents(({ item }) => isObject(item)),
  lifecycle: inEvents(({ response }) => isObject(response)),
  'text-delta': inEvents(({ type }) => type === 'response.output_text.delta'),
}

/** Name, what is sent, path, value, and the rule; undefined where the key is left out. */
export type Row = [
  name: string,
  about: string,
  place: Place,
  path: string,
  other: Json | undefined,
  rule: string,
  seen?: string,
]

export const fieldsOff = (rows: readonly Row[]): Deviation[] =>
  rows.map(([name, about, place, path, other, rule, seen]) => ({
    name,
    about,
    ...(seen === undefined ? {} : { seen: [seen] }),
    rules: [rule],
    hooks: PLACES[place](path, other),
  }))
