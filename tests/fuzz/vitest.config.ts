import { defineConfig } from 'vitest/config'

/** `npm run test:fuzz`: the properties again, with many more runs, and another seed each time. */
const times = process.env['FUZZ_TIMES'] ?? '50'
const seed = process.env['FUZZ_SEED'] ?? String(Math.floor(Math.random() * 2 ** 31))
console.log(`FUZZ_TIMES=${times} FUZZ_SEED=${seed}`)

export default defineConfig({
  test: {
    include: ['tests/fuzz/**/*.test.ts'],
    env: { FUZZ_TIMES: times, FUZZ_SEED: seed },
    testTimeout: 300_000 * Math.max(1, Number(times)),
  },
})
