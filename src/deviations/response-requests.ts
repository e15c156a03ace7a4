import { replaced } from './changes.ts'
import type { Deviation } from './deviation.ts'
import type { Hooks } from './hooks.ts'
import { objects, type JsonObject, type ServerRequest } from './server-reply.ts'

export type Change = (body: JsonObject) => JsonObject
const asksResponse = ({ method, path }: ServerRequest): boolean => method === 'POST' && path.endsWith('/responses')
const asked = ({ body }: ServerRequest): JsonObject => JSON.parse(body ?? '{}') as JsonObject
export const read = (change: Change): Hooks => ({
  request: (body, path) => (path.endsWith('/responses') ? change(body) : body),
})

export const deafTo = (...parameters: string[]): Hooks =>
  read((body) => Object.fromEntries(Object.entries(body).filter(([key]) => !parameters.includes(key))))

export const inInput = (change: (items: JsonObject[]) => JsonObject[]): Hooks =>
  read((body) => (Array.isArray(body['input']) ? { ...body, input: change(objects(body['input'])) } : body))

export const tells = (change: (response: JsonObject, request: JsonObject) => JsonObject): Hooks => ({
  responseObject: (response, request) => ({ ...response, ...change(response, request) }),
})

/** Refuses requests for a response that meet a condition. */
export const refusing = (
  applies: (body: JsonObject) => boolean,
  status: number,
  message = 'unknown input item type',
): Hooks => ({
  response: (reply, request) =>
    asksResponse(request) && reply.status === 200 && applies(asked(request))
      ? replaced(reply, {
          status,
          type: 'application/json',
          body: JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: null } }),
        })
      : reply,
})

export const items = ({ input }: JsonObject): JsonObject[] => objects(input)
export const has =
  (test: (item: JsonObject) => boolean) =>
  (body: JsonObject): boolean =>
    items(body).some(test)

export const fault = (name: string, about: string, rules: string, hooks: Hooks): Deviation => ({
  name: `responses-${name}`,
  about,
  rules: rules.split(' ').map((rule) => `responses/${rule}`),
  hooks,
})
