import { defineConfig } from 'vitest/config'
import { closingLine } from '../closing-line.ts'

export default defineConfig({ test: { include: ['tests/package/**/*.test.ts'], globalSetup: 'tests/package/setup.ts', reporters: ['default', closingLine], maxWorkers: 1, testTimeout: 600_000, hookTimeout: 600_000 } })
