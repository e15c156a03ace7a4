// What Vitest costs with a single empty test, in the way the suite starts it: nobody who judges in it can be faster.
import { createVitest } from 'vitest/node'

const vitest = await createVitest({
  root: import.meta.dirname, config: false, watch: false, include: ['empty.worker.mjs'], cache: false, fsModuleCache: false, reporters: [{}],
  pool: 'threads', maxWorkers: 1, isolate: false, experimental: { viteModuleRunner: false, nodeLoader: false },
})
await vitest.start()
await vitest.close()
