import type { Deviation } from '../deviation.ts'
import type { JsonObject } from '../server-reply.ts'

/** Streams though nobody asked, in requests that tell themselves apart by a short cap and nothing else. */
export const streamsUnasked = (path: string, applies: (body: JsonObject) => boolean) => ({
  request: (body: JsonObject, asked: string): JsonObject =>
    asked.endsWith(path) && !asked.endsWith(`/chat${path}`) && body['stream'] === undefined && applies(body)
      ? { ...body, stream: true }
      : body,
})

const inMillis = (body: JsonObject): JsonObject => ({ ...body, created: 1000 * Number(body['created']) })

export const deviations: Deviation[] = [
  {
    name: 'completions-created-in-millis',
    about: 'created of a text completion is in milliseconds',
    rules: ['completions/created/is-now'],
    hooks: { textCompletion: inMillis },
  },
  {
    name: 'completions-stream-unasked',
    about: 'a text completion is streamed though nobody asked',
    rules: ['completions/as-asked/form'],
    hooks: streamsUnasked('/completions', ({ max_tokens: cap }) => cap === 16),
  },
  {
    name: 'responses-stream-unasked',
    about: 'a response is streamed though nobody asked',
    rules: ['responses/as-asked/form'],
    hooks: streamsUnasked('/responses', ({ input }) => Array.isArray(input) && JSON.stringify(input).includes('1, 2')),
  },
]
