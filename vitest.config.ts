import { defineConfig } from 'vitest/config'
import { closingLine } from './tests/closing-line.ts'

/** Files that replace modules, or use faults that count requests from the start. They need a process of their own. */
const ALONE = ['tests/read-once.test.ts', 'tests/faults.test.ts', 'tests/deviations.test.ts']

/** What `npm test` runs. What takes long ends in `.check.ts`, and `npm run test:all` runs it (tests/vitest.config.ts). */
export default defineConfig({
  // The examples of the docs name the package, of which there is no build here.
  resolve: { alias: { 'ollama-conformance/vitest': new URL('src/vitest.ts', import.meta.url).pathname } },
  test: {
    reporters: ['default', closingLine],
    setupFiles: 'tests/each-file.ts',
    // One worker a core; Vitest leaves one core idle.
    maxWorkers: '100%',
    // No test takes nearly as long. It ends one that hangs, on a busy machine too.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['{src,stand-in,scripts,tests}/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...ALONE],
          // To load the code again for each file costs more than most files do.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
})
