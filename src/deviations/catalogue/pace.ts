import { bodyText, isStream } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import type { ServerReply } from '../server-reply.ts'

const took = ({ chunks }: ServerReply): number => chunks.reduce((sum, { afterMs }) => sum + afterMs, 0)
const collected = (reply: ServerReply): ServerReply => ({
  ...reply,
  chunks: [{ afterMs: took(reply), bytes: bodyText(reply) }],
})

/** The streams of an endpoint come only when they are complete. */
const collecting = (endpoint: RegExp): Hooks => ({
  response: (reply, { path }) => (isStream(reply) && endpoint.test(path) ? collected(reply) : reply),
})

/** Streams that are held back on their way. */
export const deviations: Deviation[] = [
  {
    name: 'completions-stream-collected',
    about: 'a proxy collects streamed text completions',
    rules: ['completions/pace/as-generated'],
    hooks: collecting(/\/v1\/completions/),
  },
  {
    name: 'responses-stream-collected',
    about: 'a proxy collects streamed responses',
    rules: ['responses/pace/as-generated'],
    hooks: collecting(/\/responses/),
  },
]
