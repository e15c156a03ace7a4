import { asksChat, succeeded } from '../checks/pool.ts'
import { usageCount } from '../checks/reply.ts'
import { asArray, isObject } from '../json.ts'
import type { Observation } from '../wire/observe.ts'

/** A figure over several answers, in the unit of its name. */
export interface Figure {
  of: number
  least: number
  median: number
  p90: number
  most: number
}

/** How long chat answers took to come. Facts, never a verdict. Milliseconds; null where nothing shows it. */
export interface Latency {
  /** From the request to the headers, of plain answers: with most servers, the time of the whole generation. */
  plainHeadersMs: Figure | null
  streamHeadersMs: Figure | null
  /** From the request to the first text, reasoning or call of a stream. */
  firstTokenMs: Figure | null
  /** Between pieces of a stream that came apart. */
  betweenTokensMs: Figure | null
  /** Of streams that tell their tokens, from the first piece to the last. */
  tokensPerSecond: Figure | null
  /** The first answer of each model, beside the later ones: what loading it took shows here. */
  firstCalls: { model: string; firstMs: number; laterMedianMs: number | null }[]
}

/** What the exchanges of one side show. Pure. */
export function latencyOf(observations: readonly Observation[]): Latency {
  // What we hung up on, or what went beside others, shows how long that takes, and not an answer.
  const answers = observations.filter((one) => asksChat(one) && succeeded(one) && one.exchange.failure === null)
  const [plain, streams] = [
    answers.filter(({ stream }) => stream === null),
    answers.filter(({ stream }) => stream !== null).map(streamTimes),
  ]
  return {
    plainHeadersMs: figure(plain.flatMap(({ exchange }) => exchange.timing.headersMs ?? [])),
    streamHeadersMs: figure(streams.flatMap(({ headers }) => headers ?? [])),
    firstTokenMs: figure(streams.flatMap(({ first }) => first ?? [])),
    betweenTokensMs: figure(streams.flatMap(({ gaps }) => gaps)),
    tokensPerSecond: figure(streams.flatMap(({ rate }) => rate ?? [])),
    firstCalls: firstCalls(answers),
  }
}

interface StreamTimes {
  headers: number | null
  first: number | null
  gaps: number[]
  rate: number | null
}

function streamTimes(observation: Observation): StreamTimes {
  const at = (observation.stream?.events ?? [])
    .filter(({ json }) => json.ok && isObject(json.value) && says(json.value))
    .map((event) => event.at)
  const [first, last] = [at[0] ?? null, at.at(-1) ?? null]
  const tokens = usageCount(observation, 'completion_tokens')
  const seconds = first === null || last === null ? 0 : (last - first) / 1000
  return {
    headers: observation.exchange.timing.headersMs,
    first,
    gaps: at
      .slice(1)
      .map((one, index) => one - (at[index] ?? one))
      .filter((gap) => gap > 0),
    rate: tokens !== undefined && tokens > 1 && seconds > 0 ? (tokens - 1) / seconds : null,
  }
}

/** A chunk that adds something to the answer. */
function says(chunk: Record<string, unknown>): boolean {
  return asArray(chunk['choices']).some((choice) => {
    const delta = isObject(choice) && isObject(choice['delta']) ? choice['delta'] : {}
    return (
      ['content', 'reasoning', 'reasoning_content'].some(
        (key) => typeof delta[key] === 'string' && delta[key] !== '',
      ) || asArray(delta['tool_calls']).length > 0
    )
  })
}

function firstCalls(answers: readonly Observation[]): Latency['firstCalls'] {
  const inOrder = answers
    .filter(({ exchange }) => exchange.timing.startedAt !== '')
    .sort((a, b) => (a.exchange.timing.startedAt < b.exchange.timing.startedAt ? -1 : 1))
  return [...Map.groupBy(inOrder, ({ request }) => String(request['model'] ?? ''))].flatMap(
    ([model, [first, ...later]]) => {
      const ms = first?.exchange.timing.headersMs
      return ms === undefined || ms === null
        ? []
        : [
            {
              model,
              firstMs: ms,
              laterMedianMs: figure(later.flatMap(({ exchange }) => exchange.timing.headersMs ?? []))?.median ?? null,
            },
          ]
    },
  )
}

function figure(values: readonly number[]): Figure | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)
  return {
    of: sorted.length,
    least: round(sorted[0] ?? 0),
    median: at(0.5),
    p90: at(0.9),
    most: round(sorted.at(-1) ?? 0),
  }
}

const round = (value: number): number => Math.round(value * 10) / 10
