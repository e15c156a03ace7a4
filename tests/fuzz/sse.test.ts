import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSse, type SseStream } from '../../src/wire/sse.ts'
import { holds } from './runs.ts'
import { cuts, split, streamBytes } from './splits.ts'
import { oracle } from './sse-oracle.ts'

const read = (pieces: readonly Uint8Array[]): SseStream => readSse(pieces.map((bytes, at) => ({ at, bytes })))

/** All that is read but for when it came. */
const untimed = ({ events, ...rest }: SseStream): unknown => ({
  ...rest,
  events: events.map(({ at: _at, chunk: _chunk, ...event }) => event),
})

test('a stream is read as the HTML standard has it', () => {
  holds(
    2000,
    fc.property(streamBytes, (bytes) => {
      const { events, cutOff, comments, unknown, invalidUtf8 } = oracle(bytes)
      const all = [
        ...events.map((event) => ({ event, unterminated: false })),
        ...(cutOff ? [{ event: cutOff, unterminated: true }] : []),
      ]
      const isDone = ({ event: [, data] }: (typeof all)[number]): boolean => data === '[DONE]'
      const stream = read([bytes])
      expect(stream.events.map(({ name, data, unterminated }) => ({ event: [name, data], unterminated }))).toEqual(
        all.filter((one) => !isDone(one)),
      )
      const last = all.at(-1)
      expect(stream).toMatchObject({
        done: all.filter(isDone).length,
        doneLast: last !== undefined && isDone(last),
        comments,
        malformed: unknown,
        invalidUtf8,
      })
    }),
  )
})

test('any split of any bytes gives the same events', () => {
  holds(
    2000,
    fc.property(streamBytes, cuts, (bytes, at) => {
      const whole = untimed(read([bytes]))
      expect(untimed(read(split(bytes, at)))).toEqual(whole)
      expect(untimed(read(Array.from(bytes, (byte) => Uint8Array.of(byte))))).toEqual(whole)
    }),
  )
})

test('an event is of the packet that completed it', () => {
  holds(
    500,
    fc.property(streamBytes, cuts, (bytes, at) => {
      const pieces = split(bytes, at)
      for (const [nth, { chunk, unterminated }] of read(pieces).events.entries()) {
        const until = (count: number): number =>
          read(pieces.slice(0, count)).events.filter((event) => !event.unterminated).length
        if (!unterminated) expect(until(chunk + 1)).toBeGreaterThan(nth)
      }
    }),
  )
})
