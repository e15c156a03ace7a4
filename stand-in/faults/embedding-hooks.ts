import type { JsonObject } from '../exchange-types.ts'
import type { Hooks } from '../hooks.ts'

export const read = (change: (body: JsonObject) => JsonObject): Hooks => ({
  request: (body, path) => (path.endsWith('/embeddings') ? change(body) : body),
})
