import { expect, test } from 'vitest'
import { hollowPasses, useless } from './hollow-passes.ts'

// Those that send megabytes for every request, or take long to be read.
test.each(useless.filter(({ heavy }) => heavy))('$name: no rule passes without a reason', async (hostile) => {
  expect(await hollowPasses(hostile)).toEqual([])
})
