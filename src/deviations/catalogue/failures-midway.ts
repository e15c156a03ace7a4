import type { Deviation } from '../deviation.ts'
import { asStream, ENDS, renumbered } from '../response-events.ts'
import { objects, type JsonObject } from '../server-reply.ts'

const ERROR = { message: 'The model runner has unexpectedly stopped', type: 'api_error', param: null, code: null }
const half = <T>(all: readonly T[]): T[] => all.slice(0, Math.ceil(all.length / 2))

/** Half of the events, and the event that reports the failure. */
const failing = (last: (response: JsonObject) => JsonObject[]): Deviation['hooks'] =>
  asStream((events) => {
    const end = events.find(({ type }) => ENDS.includes(String(type)))
    const response = end?.['response']
    const told = typeof response === 'object' && response !== null && !Array.isArray(response) ? response : {}
    return renumbered([...half(events), ...last(told)])
  })

/** A server that fails inside a stream, and says so. */
export const deviations: Deviation[] = [
  {
    name: 'error-event-midway',
    about: 'a chat stream breaks off with an event that holds an `error` object',
    seen: ['OpenRouter', 'LiteLLM 1.106 where the server behind it breaks'],
    rules: ['streaming/sdk/iterates'],
    hooks: { sse: (frames) => [...half(frames), `data: ${JSON.stringify({ error: ERROR })}\n\n`] },
  },
  {
    name: 'error-on-last-chunk',
    about: 'a chat stream breaks off with a chunk that has an `error` and `finish_reason: "error"`',
    seen: ['OpenRouter'],
    rules: ['streaming/sdk/iterates'],
    hooks: {
      chunks: (chunks) => [
        ...half(chunks),
        ...chunks.slice(0, 1).map((chunk) => ({
          ...chunk,
          error: { code: 502, message: ERROR.message },
          choices: objects(chunk['choices']).map((choice) => ({
            ...choice,
            delta: { content: '' },
            finish_reason: 'error',
          })),
        })),
      ],
    },
  },
  {
    name: 'responses-stream-failed-midway',
    about: 'a streamed response breaks off with `response.failed`',
    rules: ['responses/stream-same/items'],
    hooks: failing((response) => [
      {
        type: 'response.failed',
        response: {
          ...response,
          status: 'failed',
          output: [],
          error: { code: 'server_error', message: ERROR.message },
        },
      },
    ]),
  },
  {
    name: 'responses-stream-error-midway',
    about: 'a streamed response breaks off with an `error` event',
    rules: ['responses/sdk/iterates'],
    hooks: failing(() => [{ type: 'error', code: 'server_error', message: ERROR.message, param: null }]),
  },
]
