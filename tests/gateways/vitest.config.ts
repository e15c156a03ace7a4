import { defineConfig } from 'vitest/config'
import { closingLine } from '../closing-line.ts'

export default defineConfig({ test: { include: ['tests/gateways/**/*.test.ts'], reporters: ['verbose', closingLine], testTimeout: 300_000, hookTimeout: 600_000, maxWorkers: 1 } })
