import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { closingLine } from '../closing-line.ts'

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['tests/conformance/*.check.ts'],
    tags: [{ name: 'must' }, { name: 'should' }, { name: 'may' }],
    // Suites are found by glob, so Vitest does not see them among the imports of a test file.
    forceRerunTriggers: ['**/suites/**', '**/fixtures/{sent,replies}/**', '**/src/**'],
    reporters: ['default', closingLine],
  },
})
