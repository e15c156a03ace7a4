import { expect, test } from 'vitest'
import { answered } from '../../src/judge/answered.ts'
import { observe } from '../../src/wire/observe.ts'
import { askCase, plain, streamed } from './ask-case.ts'
import { catalogue } from './cases/catalogue.ts'
import type { HostileCase } from './hostile-case.ts'

/** How one exchange ended, in a few words. */
async function ended(hostile: HostileCase, step: typeof plain): Promise<string> {
  const exchange = await askCase(hostile, step)
  const state = answered(step, observe(exchange))
  if (state.state === 'error') return `error ${exchange.failure?.code}`
  return state.state === 'unanswered' ? 'finding' : state.state
}

// An exchange that its deadline does not end meets the time limit of the test.
test.each(catalogue)('$name: $does', async (hostile) => {
  const [onPlain, onStream] = await Promise.all([ended(hostile, plain), ended(hostile, streamed)])
  expect([onPlain, onStream]).toEqual([hostile.ends, hostile.streamEnds ?? hostile.ends])
})
