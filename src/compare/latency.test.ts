import { expect, test } from 'vitest'
import { answer, streamWith } from '../suite/example.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe } from '../wire/observe.ts'
import { latencyOf } from './latency.ts'

const asked = (exchange: Exchange, body: object, startedAt: string, headersMs: number) =>
  observe({
    ...exchange,
    request: { ...exchange.request, body: JSON.stringify(body) },
    timing: { ...exchange.timing, startedAt, headersMs },
  })

test('tells headers, first token, gaps and rate apart, and what the first call of a model took', () => {
  // Pieces of examples arrive 20 ms apart from 100 ms on; the first chunk only names the role.
  const stream = streamWith({ content: 'one two three' }, (chunks) => chunks, { usage: true })
  const latency = latencyOf([
    asked(answer(), { model: 'small' }, '2026-01-01T00:00:02Z', 40),
    asked(answer(), { model: 'small' }, '2026-01-01T00:00:01Z', 900),
    asked(stream, { model: 'small', stream: true }, '2026-01-01T00:00:03Z', 60),
  ])
  expect(latency.plainHeadersMs).toEqual({ of: 2, least: 40, median: 900, p90: 900, most: 900 })
  expect(latency.streamHeadersMs).toMatchObject({ of: 1, median: 60 })
  expect(latency.firstTokenMs).toMatchObject({ median: 120 })
  expect(latency.betweenTokensMs).toEqual({ of: 2, least: 20, median: 20, p90: 20, most: 20 })
  expect(latency.tokensPerSecond?.median).toBeCloseTo((4 - 1) / 0.04, 0)
  expect(latency.firstCalls).toEqual([{ model: 'small', firstMs: 900, laterMedianMs: 60 }])
})

test('where nothing was answered, nothing is told', () => {
  expect(latencyOf([])).toEqual({
    plainHeadersMs: null,
    streamHeadersMs: null,
    firstTokenMs: null,
    betweenTokensMs: null,
    tokensPerSecond: null,
    firstCalls: [],
  })
})
