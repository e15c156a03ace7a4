import type { Deviation } from '../../deviations/deviation.ts'
import { injected } from '../../deviations/in-exchange.ts'
import { isInReplies } from '../../deviations/inject.ts'
import { NOTICED_MS } from '../../deviations/server-reply.ts'
import { chunkBytes, type Exchange } from '../../wire/exchange.ts'

/** A deviation to try, and the others that change the same traffic in the same way: they share its result. */
export interface Choice {
  deviation: Deviation
  alike: Deviation[]
}

/** Says what a deviation makes of some traffic, as one text: equal where it does the same; null where it does nothing. */
export type Shown = (deviation: Deviation) => string | null

/** How much it matters that a deviation is tried: more first. */
export type Weight = (deviation: Deviation) => number

/** Those that touch the traffic, each that does something of its own. */
export function choices(deviations: readonly Deviation[], shown: Shown): Choice[] {
  const found = new Map<string, Choice>()
  for (const deviation of deviations) {
    const does = shown(deviation)
    if (does === null) continue
    const known = found.get(does)
    if (known) known.alike.push(deviation)
    else found.set(does, { deviation, alike: [] })
  }
  return [...found.values()]
}

const OFTEN = /Ollama/
const POPULAR = /LiteLLM|vLLM|llama\.cpp|OpenRouter|LM Studio|gateways|Azure|SGLang|llama-server/

/** Seen in the wild goes before thought of, Ollama before gateways, gateways before the rest. */
export const seenScore = ({ seen = [] }: Deviation): number =>
  seen.some((one) => OFTEN.test(one)) ? 3 : seen.some((one) => POPULAR.test(one)) ? 2 : seen.length > 0 ? 1 : 0

/** The most frequent first, and of those the most dangerous. */
export const byFrequency = (deviations: readonly Deviation[], weight: Weight = () => 0): Deviation[] =>
  deviations
    .map((deviation) => ({ deviation, seen: seenScore(deviation), weight: weight(deviation) }))
    .sort((a, b) => b.seen - a.seen || b.weight - a.weight)
    .map(({ deviation }) => deviation)

/** What deviations make of recorded traffic. */
export const shownIn =
  (exchanges: readonly Exchange[]): Shown =>
  (deviation) => {
    if (!isInReplies(deviation)) return null
    const changes = exchanges.map((exchange) => changeOf(exchange, deviation))
    return changes.every((change) => change === null) ? null : JSON.stringify(changes)
  }

function changeOf(exchange: Exchange, deviation: Deviation): unknown {
  const before = textOf(exchange)
  const changed = injected(exchange, deviation)
  const after = changed === exchange ? before : textOf(changed)
  const waits = Math.round((changed.timing.endMs - exchange.timing.endMs) / NOTICED_MS)
  return after === before && waits <= 0 ? null : [after, Math.max(0, waits)]
}

const textOf = ({ response, failure }: Exchange): string =>
  JSON.stringify([
    response?.status,
    response?.httpVersion,
    response?.headers,
    Buffer.concat((response?.chunks ?? []).map(chunkBytes)).toString('base64'),
    failure?.stage,
  ])
