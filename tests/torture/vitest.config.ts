import { defineConfig } from 'vitest/config'
import { closingLine } from '../closing-line.ts'

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.check.ts'],
    setupFiles: '../each-file.ts',
    reporters: ['default', closingLine],
    testTimeout: 300_000,
  },
})
