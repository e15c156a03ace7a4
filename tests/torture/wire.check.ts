import { expect, test } from 'vitest'
import { answered } from '../../src/judge/answered.ts'
import { observe } from '../../src/wire/observe.ts'
import { askCase, DEADLINES, plain, streamed } from './ask-case.ts'
import { catalogue } from './cases/catalogue.ts'
import type { HostileCase } from './hostile-case.ts'

/** How one exchange ended, in a few words. */
async function ended(hostile: HostileCase, step: typeof plain): Promise<{ ends: string; ms: number }> {
  const start = performance.now()
  const exchange = await askCase(hostile, step)
  const state = answered(step, observe(exchange))
  return {
    ends:
      state.state === 'error'
        ? `error ${exchange.failure?.code}`
        : state.state === 'unanswered'
          ? 'finding'
          : state.state,
    ms: performance.now() - start,
  }
}

test.each(catalogue)('$name: $does', async (hostile) => {
  const [onPlain, onStream] = await Promise.all([ended(hostile, plain), ended(hostile, streamed)])
  expect([onPlain.ends, onStream.ends]).toEqual([hostile.ends, hostile.streamEnds ?? hostile.ends])
  // On a busy machine reading what came takes a while longer.
  expect(Math.max(onPlain.ms, onStream.ms)).toBeLessThan(2 * DEADLINES.total)
})
