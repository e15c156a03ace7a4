import { schemaNamed } from '../contract/schemas.ts'

/** Each endpoint by the word that parameters are named with, and the schema of its requests. */
const REQUESTS = {
  chat: 'chat-completion-request',
  completions: 'text-completion-request',
  embeddings: 'embedding-request',
  responses: 'response-request',
}

/** Every documented field of every request, as `chat.stop`, in the order of the schemas. */
export const requestFields = (): string[] =>
  Object.entries(REQUESTS).flatMap(([endpoint, schema]) =>
    Object.keys(schemaNamed(schema).properties ?? {}).map((field) => `${endpoint}.${field}`),
  )

/** The documented field that a parameter is, or is a part of: `chat.tools` for `chat.tools.strict`. */
export const fieldOf = (parameter: string): string => parameter.split('.').slice(0, 2).join('.')
