import type { Hooks } from './hooks.ts'
import type { JsonObject } from './server-reply.ts'

export const read = (change: (body: JsonObject) => JsonObject): Hooks => ({
  request: (body, path) => (path.endsWith('/embeddings') ? change(body) : body),
})
