import { bodyText, isStream } from '../../../src/deviations/changes.ts'
import type { Deviation } from '../../../src/deviations/deviation.ts'
import type { Hooks } from '../../../src/deviations/hooks.ts'
import type { ServerReply } from '../../../src/deviations/server-reply.ts'

const took = ({ chunks }: ServerReply): number => chunks.reduce((sum, { afterMs }) => sum + afterMs, 0)
const collected = (reply: ServerReply): ServerReply => ({
  ...reply,
  chunks: [{ afterMs: took(reply), bytes: bodyText(reply) }],
})

/** All answers so many times as fast, and the streams of an endpoint only when they are complete. */
const collecting = (endpoint: RegExp, speed: number): Hooks => ({
  response: (reply, { path }) => {
    const fast = { ...reply, chunks: reply.chunks.map((chunk) => ({ ...chunk, afterMs: chunk.afterMs / speed })) }
    return isStream(fast) && endpoint.test(path) ? collected(fast) : fast
  },
})

/** Streams that are held back on their way from a fast server, which its plain answers show: no reply alone does. */
export const deviations: Deviation[] = [
  {
    name: 'stream-collected-though-fast',
    about: 'a fast server behind a proxy that collects chat streams',
    rules: ['streaming/incremental/as-generated'],
    hooks: collecting(/\/chat\/completions/, 5),
  },
  {
    name: 'completions-stream-collected-though-fast',
    about: 'a fast server behind a proxy that collects streamed text completions',
    rules: ['completions/pace/as-generated'],
    hooks: collecting(/\/v1\/completions/, 4),
  },
  {
    name: 'responses-stream-collected-though-fast',
    about: 'a fast server behind a proxy that collects streamed responses',
    rules: ['responses/pace/as-generated'],
    hooks: collecting(/\/responses/, 4),
  },
]
