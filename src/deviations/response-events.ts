import type { Deviation } from './deviation.ts'
import type { Hooks } from './hooks.ts'
import { isObject, type JsonObject } from './server-reply.ts'

export const asStream = (change: (events: JsonObject[]) => JsonObject[]): Hooks => ({ responseEvents: change })
export const drop = (...types: string[]): Hooks =>
  asStream((events) => renumbered(events.filter(({ type }) => !types.includes(String(type)))))

export const renumbered = (events: JsonObject[]): JsonObject[] =>
  events.map((event, number) => ({ ...event, sequence_number: number }))

export const responseOf = (event: JsonObject): JsonObject => (isObject(event['response']) ? event['response'] : {})
export const ENDS = ['response.completed', 'response.incomplete']
export const atEnd = (change: (response: JsonObject) => JsonObject): Hooks =>
  asStream((events) =>
    events.map((event) =>
      ENDS.includes(String(event['type']))
        ? { ...event, response: { ...responseOf(event), ...change(responseOf(event)) } }
        : event,
    ),
  )

export const fault = (name: string, about: string, rules: string, hooks: Hooks): Deviation => ({
  name: `responses-stream-${name}`,
  about,
  rules: rules.split(' ').map((rule) => `responses/${rule}`),
  hooks,
})
