import { defineConfig } from 'vitest/config'
import { closingLine } from './closing-line.ts'

/** The properties run ten times as often as in `npm test`, always with the same inputs; `npm run test:fuzz` draws others. */
const FUZZ = { FUZZ_TIMES: '10', FUZZ_SEED: process.env['FUZZ_SEED'] ?? '1' }

/** `npm run test:all`: what takes long or needs more than this folder. `npm test` runs the rest. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    reporters: ['default', closingLine],
    setupFiles: './each-file.ts',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'checks',
          include: ['**/*.check.ts'],
          exclude: ['**/node_modules/**', 'clients/**', 'conformance/**', 'package/**', 'gateways/**'],
        },
      },
      {
        extends: true,
        test: { name: 'fuzz', include: ['fuzz/**/*.test.ts'], env: FUZZ, isolate: false, testTimeout: 3_000_000 },
      },
      './clients/vitest.config.ts',
      './package/vitest.config.ts',
      './gateways/vitest.config.ts',
    ],
  },
})
