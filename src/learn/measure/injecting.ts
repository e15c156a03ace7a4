import type { Deviation } from '../../deviations/deviation.ts'
import type { ServerReply } from '../../deviations/server-reply.ts'
import { startReplyServer } from '../../wire/reply-server.ts'
import type { Origin } from './origin.ts'

export interface Injecting {
  /** For example `http://127.0.0.1:43210`, without a slash at the end. */
  url: string
  /** Begins a run: all answers show this deviation. */
  set(deviation: Deviation | null): void
  /** How many requests came in this run. */
  calls(): number
  /** The run asked more often than the origin allows, and was refused from then on. */
  isTooMany(): boolean
  /** Milliseconds that the answers of this run were told to wait. */
  waitMs(): number
  /** The server itself broke; null while it goes on. */
  broken(): Error | null
  close(): Promise<void>
}

/** The waits of one run together: longer than clients wait by default for a sign of life is long enough to be noticed. */
export const PATIENCE_MS = 60_000

/** A server on this machine whose answers come from an origin. One run at a time. */
export async function startInjecting(origin: Origin, patienceMs = PATIENCE_MS): Promise<Injecting> {
  let shown: Deviation | null = null
  let [calls, waitMs] = [0, 0]
  let broken: Error | null = null
  const { most = Infinity } = origin
  const { url, close } = await startReplyServer({
    failed: (error) => {
      broken = error
    },
    answer: (request) => {
      calls += 1
      if (calls > most) return TOO_MANY
      const reply = patient(origin.reply(request, shown), patienceMs - waitMs)
      waitMs += reply.chunks.reduce((sum, { afterMs }) => sum + afterMs, 0)
      return reply
    },
  })
  return {
    url,
    close,
    calls: () => calls,
    isTooMany: () => calls > most,
    waitMs: () => waitMs,
    broken: () => broken,
    set(deviation) {
      shown = deviation
      ;[calls, waitMs] = [0, 0]
      origin.rewind()
    },
  }
}

/** The same answer, waiting so long altogether and no longer. */
function patient(reply: ServerReply, mostMs: number): ServerReply {
  let left = Math.max(0, mostMs)
  const chunks = reply.chunks.map(({ afterMs, bytes }) => {
    const ms = Math.min(afterMs, left)
    left -= ms
    return { afterMs: ms, bytes }
  })
  return { ...reply, chunks }
}

/** No client asks again after a 400. */
const TOO_MANY: ServerReply = {
  status: 400,
  headers: [['content-type', 'application/json']],
  chunks: [
    {
      afterMs: 0,
      bytes:
        '{"error":{"message":"this run has asked too often","type":"invalid_request_error","param":null,"code":null}}',
    },
  ],
}
