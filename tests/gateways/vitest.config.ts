import { defineConfig } from 'vitest/config'
import { closingLine } from '../closing-line.ts'

export default defineConfig({
  test: {
    name: 'gateways',
    root: import.meta.dirname,
    include: ['**/*.check.ts'],
    setupFiles: '../each-file.ts',
    reporters: ['verbose', closingLine],
    maxWorkers: 1,
    sequence: { groupOrder: 3 },
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
})
