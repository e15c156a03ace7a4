import type { PartialStrykerOptions } from '@stryker-mutator/api/core'
import parts from './parts.json' with { type: 'json' }

/** How the mutants of a part are made and tried. */
export const optionsFor = (part: keyof typeof parts): PartialStrykerOptions => ({
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'tests/mutation/vitest.config.ts', related: false },
  // It would rewrite the paths in tsconfig.json with the API of an older TypeScript; there are none.
  tsconfigFile: 'none.json',
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // A mutant that never ends is found by the count of its hits. The clock only guards against the rest: on a busy machine it would kill what lives.
  timeoutMS: 60_000,
  timeoutFactor: 10,
  incremental: true,
  incrementalFile: `.stryker/${part}.json`,
  tempDirName: `.stryker/sandbox-${part}`,
  reporters: ['progress-append-only'],
  mutate: [...parts[part].mutate, '!src/**/*.test.ts'],
  ignorePatterns: ['/reports', '/docs', '/dist', '/.stryker'],
})
