import type { PartialStrykerOptions } from '@stryker-mutator/api/core'
import parts from './parts.json' with { type: 'json' }

/** Where a part's results are kept from run to run. */
export const reportOf = (part: string): string => `.stryker/${part.replace('/', '-')}.json`

/** How the mutants of a part are made and tried. */
export const optionsFor = (part: keyof typeof parts): PartialStrykerOptions => ({
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'tests/mutation/vitest.config.ts', related: false },
  // It would rewrite the paths in tsconfig.json with the API of an older TypeScript; there are none.
  tsconfigFile: 'none.json',
  coverageAnalysis: 'perTest',
  // What is made once when a module is loaded, mostly tables, would need all tests anew for each change: hours for what the tests of the tables show.
  ignoreStatic: true,
  concurrency: 1,
  // A mutant that never ends is found by the count of its hits. The clock only guards against the rest: on a busy machine it would kill what lives.
  timeoutMS: 60_000,
  timeoutFactor: 10,
  incremental: true,
  incrementalFile: reportOf(part),
  tempDirName: `.stryker/sandbox-${part.replace('/', '-')}`,
  reporters: ['progress-append-only'],
  mutate: [...parts[part].mutate, '!src/**/*.test.ts'],
  ignorePatterns: ['/reports', '/docs', '/dist', '/.stryker'],
})
