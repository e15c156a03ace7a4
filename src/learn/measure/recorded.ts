import type { Deviation } from '../../deviations/deviation.ts'
import { replyOf } from '../../deviations/in-exchange.ts'
import { inject } from '../../deviations/inject.ts'
import { NOTICED_MS, totalMs, type ServerReply, type ServerRequest } from '../../deviations/server-reply.ts'
import { canonical } from '../../suite/request.ts'
import type { Exchange, HeaderPair } from '../../wire/exchange.ts'
import { parseJson } from '../../wire/sse.ts'
import type { Origin } from './origin.ts'

export interface RecordedOrigin extends Origin {
  /** How many requests of this run were like none that was recorded, so that the nearest one answered. */
  guessed(): number
}

/** A run may ask this often what it asked once: clients try again, and loops go round once more. */
const OFTEN = 3
const BESIDES = 20

interface Entry {
  exchange: Exchange
  endpoint: string
  /** What it says, and what it says but for ids and times, which differ from run to run. */
  exact: string
  loose: string
}

/**
 * Answers each request as it was answered. What was asked several times is answered in the order in which it was, and
 * for a request that is not known the next of its endpoint stands in. Nothing waits but what a deviation makes wait.
 */
export function recordedOrigin(exchanges: readonly Exchange[]): RecordedOrigin {
  const entries = exchanges.map((exchange): Entry => ({ exchange, ...keysOf(exchange.request) }))
  const used = new Set<Entry>()
  let guessed = 0
  const find = (request: ServerRequest): Exchange | undefined => {
    const keys = keysOf(request)
    const same = entries.filter(({ endpoint }) => endpoint === keys.endpoint)
    const exact = same.filter((one) => one.exact === keys.exact)
    const alike = exact.length > 0 ? exact : same.filter((one) => one.loose === keys.loose)
    if (alike.length === 0 && same.length > 0) guessed += 1
    const from = alike.length > 0 ? alike : same
    const entry = from.find((one) => !used.has(one)) ?? from.at(-1)
    if (entry) used.add(entry)
    return entry?.exchange
  }
  return {
    most: OFTEN * exchanges.length + BESIDES,
    guessed: () => guessed,
    rewind() {
      used.clear()
      guessed = 0
    },
    reply(request, deviation) {
      const exchange = find(request)
      return exchange ? replied(exchange, request, deviation) : NOT_RECORDED
    },
  }
}

/** Headers about how the body was sent, and of redirects: those lead an app, with what it sends, to another host. */
const LEFT_OUT = /^(transfer-encoding|connection|keep-alive|location|refresh)$/i

function replied(exchange: Exchange, request: ServerRequest, deviation: Deviation | null): ServerReply {
  const reply = replyOf(exchange)
  if (!reply) return { status: 502, headers: [], chunks: [], cut: 'refused' }
  const recorded = { ...reply, headers: reply.headers.filter(isSent) }
  const shown = deviation ? inject(recorded, request, deviation) : recorded
  return { ...shown, chunks: addedWaits(recorded, shown) }
}

const isSent = ([name]: HeaderPair): boolean => !LEFT_OUT.test(name)

/** The chunks with the waits that the deviation has added, and without those of the recording. */
function addedWaits(recorded: ServerReply, shown: ServerReply): ServerReply['chunks'] {
  const [before, after] = [recorded.chunks, shown.chunks]
  if (totalMs(shown) - totalMs(recorded) < NOTICED_MS) return after.map(({ bytes }) => ({ afterMs: 0, bytes }))
  const isMapped = before.length === after.length
  return after.map(({ afterMs, bytes }, at) => ({
    afterMs: Math.max(0, afterMs - (isMapped ? (before[at]?.afterMs ?? 0) : 0)),
    bytes,
  }))
}

const NOT_RECORDED: ServerReply = {
  status: 404,
  headers: [['content-type', 'application/json']],
  chunks: [
    {
      afterMs: 0,
      bytes:
        '{"error":{"message":"nothing was recorded at this path","type":"invalid_request_error","param":null,"code":null}}',
    },
  ],
}

function keysOf({ method, path, body }: Pick<ServerRequest, 'method' | 'path' | 'body'>): Omit<Entry, 'exchange'> {
  const place = path.replace(/^.*?(?=\/(chat\/completions|completions|embeddings|responses|models)(?:[/?]|$))/, '')
  // The order of ids in paths is that of the run.
  const endpoint = `${method} ${place.replace(/\?.*$/, '').replace(/\/resp_[\w-]+/, '/resp')}`
  const exact = `${place} ${normal(body)}`
  return { endpoint, exact, loose: withoutIds(exact) }
}

function normal(body: string | null): string {
  const parsed = parseJson(body ?? '')
  return parsed.ok ? canonical(parsed.value) : (body ?? '')
}

const withoutIds = (text: string): string =>
  text
    .replace(/[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/gi, 'UUID')
    .replace(/\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?/g, 'TIME')
    .replace(/"(id|call_id|tool_call_id|previous_response_id|item_id)":(?:"[^"]*"|null|\d+)/g, '"$1":ID')
    .replace(/\b(?:call|resp|msg|fc|rs|chatcmpl|toolu)[-_]\w+/g, 'ID')
    .replace(/\d{6,}/g, 'NUMBER')
