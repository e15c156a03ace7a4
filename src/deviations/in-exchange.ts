import { decodedBody, ofDecodedBody } from '../wire/decode.ts'
import { toChunk, type Exchange } from '../wire/exchange.ts'
import type { Deviation } from './deviation.ts'
import { inject } from './inject.ts'
import type { ServerReply } from './server-reply.ts'

/** What a server replied, with its content coding undone; null where nothing came. */
export function replyOf(exchange: Exchange): ServerReply | null {
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
  const changed = inject(reply, exchange.request, deviation)
  return changed === reply ? exchange : withReply(exchange, changed)
}

function withReply(exchange: Exchange, reply: ServerReply): Exchange {
  const { status, headers, cut, httpVersion } = reply
  const failure: Exchange['failure'] =
    cut === undefined ? null : { stage: cut === 'refused' ? 'headers' : 'body', code: 'ECONNRESET', message: 'aborted' }
  const chunks = timed(reply)
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

function timed({ chunks }: ServerReply): ReturnType<typeof toChunk>[] {
  let at = 0
  return chunks.map(({ afterMs, bytes }) => {
    at += afterMs
    return toChunk(Buffer.from(bytes as string), at)
  })
}
