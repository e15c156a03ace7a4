import { timedChunks } from '../src/deviations/in-exchange.ts'
import type { ServerReply, ServerRequest } from '../src/deviations/server-reply.ts'
import {
  sentRequest,
  padded,
  type Chunk,
  type Exchange,
  type Transport,
  type WireRequest,
} from '../src/wire/exchange.ts'

const STARTED = '2026-10-01T12:00:00.000Z'

/** A transport that asks a server in the same process. Its clock runs by what the server says, so nothing waits. */
export function inProcessTransport(handle: (request: ServerRequest) => ServerReply): Transport {
  const open = new Set<string>()
  return {
    send: (request) => {
      const { connection, padding } = request
      const reply = handle({ ...request, body: padded(request.body, padding) })
      const reused = connection !== undefined && open.has(connection)
      if (connection !== undefined && !closes(reply)) open.add(connection)
      return Promise.resolve(exchangeOf(request, reply, reused))
    },
  }
}

/** The server does not keep the connection open. */
const closes = ({ headers, cut }: ServerReply): boolean =>
  cut !== undefined ||
  headers.some(([name, value]) => name.toLowerCase() === 'connection' && value.toLowerCase() === 'close')

function exchangeOf(wire: WireRequest, reply: ServerReply, reusedConnection: boolean): Exchange {
  const { key, abort } = wire
  const request = sentRequest(wire)
  if (reply.cut === 'refused') {
    return {
      key,
      request,
      response: null,
      failure: { stage: 'headers', code: 'ECONNRESET', message: 'socket hang up' },
      timing: { startedAt: STARTED, headersMs: null, firstByteMs: null, endMs: 1 },
    }
  }
  const timed = timedChunks({ chunks: reply.chunks.filter(({ bytes }) => bytes.length > 0) })
  const { chunks, events } = abort ? until(timed, abort.afterEvents) : { chunks: timed, events: 0 }
  const hungUp = abort !== undefined && events >= abort.afterEvents
  const failure: Exchange['failure'] = hungUp
    ? { stage: abort.why, code: 'ABORTED', message: `hung up after ${events} events` }
    : reply.cut
      ? { stage: 'body', code: 'ECONNRESET', message: 'aborted' }
      : null
  const firstByteMs = chunks[0]?.at ?? null
  return {
    key,
    request,
    failure,
    ...(reusedConnection ? { reusedConnection } : {}),
    response: {
      status: reply.status,
      statusText: '',
      httpVersion: reply.httpVersion ?? '1.1',
      headers: reply.headers,
      chunks,
      complete: failure === null,
    },
    timing: { startedAt: STARTED, headersMs: (firstByteMs ?? 1) - 1, firstByteMs, endMs: chunks.at(-1)?.at ?? 1 },
  }
}

/** The chunks up to the one that completes that many events. */
function until(chunks: Chunk[], most: number): { chunks: Chunk[]; events: number } {
  let events = 0
  const at = chunks.findIndex((chunk) => {
    events += ('text' in chunk ? chunk.text : '').match(/\r\n\r\n|\n\n|\r\r/g)?.length ?? 0
    return events >= most
  })
  return { chunks: at < 0 ? chunks : chunks.slice(0, at + 1), events }
}
