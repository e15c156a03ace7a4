import { decodedBody, ofDecodedBody } from '../wire/decode.ts'
import { padded, toChunk, type Chunk, type Exchange } from '../wire/exchange.ts'
import type { Deviation } from './deviation.ts'
import { inject } from './inject.ts'
import type { ServerReply } from './server-reply.ts'

/** Many deviations are put into the same exchange. */
const replies = new WeakMap<Exchange, ServerReply>()

/** What a server replied, with its content coding undone; null where nothing came. */
export function replyOf(exchange: Exchange): ServerReply | null {
  const known = replies.get(exchange) ?? decoded(exchange)
  if (known) replies.set(exchange, known)
  return known
}

function decoded(exchange: Exchange): ServerReply | null {
  const { response, failure } = exchange
  if (!response) return null
  let last = 0
  const chunks = decodedBody({ response }).pieces.map(({ at, bytes }) => {
    const afterMs = Math.max(0, at - last)
    last = at
    return { afterMs, bytes }
  })
  return {
    status: response.status,
    headers: ofDecodedBody(response.headers),
    chunks,
    ...(failure?.stage === 'body' ? { cut: 'reset' } : {}),
  }
}

/**
 * The exchange as a server with this deviation gives it, and the very same object where the deviation does not touch
 * it.
 */
export function injected(exchange: Exchange, deviation: Deviation): Exchange {
  const reply = replyOf(exchange)
  if (!reply || !exchange.response) return exchange
  const changed = inject(reply, asSent(exchange.request), deviation)
  return changed === reply ? exchange : withReply(exchange, changed)
}

/** The request with the blanks that were sent before its body. */
const asSent = ({ padding, ...request }: Exchange['request']): Exchange['request'] =>
  padding === undefined ? request : { ...request, body: padded(request.body, padding) }

function withReply(exchange: Exchange, reply: ServerReply): Exchange {
  const { status, headers, cut, httpVersion } = reply
  const failure = failureOf(exchange, cut)
  const chunks = timedChunks(reply)
  const endMs = chunks.at(-1)?.at ?? exchange.timing.endMs
  return {
    ...exchange,
    failure,
    response: exchange.response && {
      ...exchange.response,
      status,
      headers,
      chunks,
      httpVersion: httpVersion ?? exchange.response.httpVersion,
      complete: failure === null,
    },
    timing: { ...exchange.timing, firstByteMs: chunks[0]?.at ?? null, endMs },
  }
}

/** A stream that the client left, or gave up, stays one. */
function failureOf({ failure }: Exchange, cut: ServerReply['cut']): Exchange['failure'] {
  if (cut === undefined) return failure?.stage === 'body' ? null : failure
  return { stage: cut === 'refused' ? 'headers' : 'body', code: 'ECONNRESET', message: 'aborted' }
}

/** The chunks of a reply, each with the time when it came. */
export function timedChunks({ chunks }: Pick<ServerReply, 'chunks'>): Chunk[] {
  let at = 0
  return chunks.map(({ afterMs, bytes }) => {
    at += afterMs
    return toChunk(Buffer.from(bytes as string), at)
  })
}
