import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventCount } from '../../src/wire/event-count.ts'
import { holds } from './runs.ts'
import { cuts, split, streamBytes } from './splits.ts'
import { oracle } from './sse-oracle.ts'

test('the guard counts as many events as the reader will find, in any split', () => {
  holds(
    2000,
    fc.property(streamBytes, cuts, (bytes, at) => {
      const events = new EventCount()
      for (const piece of split(bytes, at)) events.add(piece)
      expect(events.count).toBe(oracle(bytes).events.length)
    }),
  )
})
