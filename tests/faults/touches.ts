import { isStream } from '../../src/deviations/changes.ts'
import type { Deviation } from '../../src/deviations/deviation.ts'
import { injected, replyOf } from '../../src/deviations/in-exchange.ts'
import type { Exchange } from '../../src/wire/exchange.ts'

const ENDPOINT = /\/(chat\/completions|completions|embeddings|responses|models)(?=[/?]|$)/

/** What an exchange is for a deviation: an endpoint, and `plain`, `stream` or `error`; null where nothing came. */
export function trafficOf(exchange: Exchange): string | null {
  const reply = replyOf(exchange)
  if (!reply) return null
  const endpoint = ENDPOINT.exec(exchange.request.path)?.[1] ?? 'other'
  const kind = reply.status >= 400 ? 'error' : isStream(reply) ? 'stream' : 'plain'
  return `${endpoint === 'chat/completions' ? 'chat' : endpoint} ${kind}`
}

/** The traffic that a deviation changes, of some exchanges with a conforming server. */
export const touchedBy = (deviation: Deviation, exchanges: readonly Exchange[]): string[] =>
  [...Map.groupBy(exchanges, trafficOf)]
    .flatMap(([traffic, own]) =>
      traffic !== null && own.some((exchange) => injected(exchange, deviation) !== exchange) ? [traffic] : [],
    )
    .sort()
