import type { Observation } from '../wire/observe.ts'

/** A stream as it arrived on both ways: network reads, and the time from the first of them to the last, in milliseconds. */
export interface BufferedStream {
  path: string
  events: number
  directReads: number
  viaReads: number
  directMs: number
  viaMs: number
  longestGapMs: number
}

/** Fewer events, or a stream that was over this soon, show nothing about its pace. */
const ENOUGH_EVENTS = 8
const SLOW_MS = 150
/** Events in a read on average where somebody collects them. A busy network clumps two or three. */
const CLUMP = 4

/** Where the gateway let a stream through in clumps that it had directly piece by piece; null where it did not, or where it does not show. */
export function streamPace(via: Observation, direct: Observation): BufferedStream | null {
  const [own, other] = [pace(via), pace(direct)]
  if (other.events < ENOUGH_EVENTS || other.ms < SLOW_MS || own.events < ENOUGH_EVENTS) return null
  // A server that clumps by itself is not made so by what stands in front of it.
  if (other.events / other.reads >= CLUMP || own.events / own.reads < CLUMP) return null
  return {
    path: via.exchange.request.path,
    events: own.events,
    directReads: other.reads,
    viaReads: own.reads,
    directMs: other.ms,
    viaMs: own.ms,
    longestGapMs: own.gap,
  }
}

function pace({ exchange, stream }: Observation): { events: number; reads: number; ms: number; gap: number } {
  const times = (exchange.response?.chunks ?? []).map(({ at }) => at)
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at))
  return {
    events: stream?.events.length ?? 0,
    reads: times.length,
    ms: (times.at(-1) ?? 0) - (times[0] ?? 0),
    gap: Math.max(0, ...gaps),
  }
}
