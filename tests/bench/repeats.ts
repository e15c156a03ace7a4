// The process in which runs are repeated. Says after each what is left in memory.
import path from 'node:path'
import type { Held } from './memory.ts'
import { bundled } from './recordings.ts'
import { scratch } from './scratch.ts'
import { suiteRun } from './suite-run.ts'

const [runs = '1', ...only] = process.argv.slice(2)
for (let after = 1; after <= Number(runs); after += 1) {
  await suiteRun({ target: bundled(), only, out: path.join(scratch(), 'repeats') })
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  process.send?.({ after, heap: heapUsed, rss } satisfies Held)
}
process.disconnect?.()
