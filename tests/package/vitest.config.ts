import { defineConfig } from 'vitest/config'
import { closingLine } from '../closing-line.ts'

export default defineConfig({
  test: {
    name: 'package',
    root: import.meta.dirname,
    include: ['**/*.check.ts'],
    globalSetup: './setup.ts',
    reporters: ['default', closingLine],
    maxWorkers: 1,
    sequence: { groupOrder: 2 },
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
