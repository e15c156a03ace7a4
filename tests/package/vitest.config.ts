import { defineConfig } from 'vitest/config'
import { closingLine } from '../closing-line.ts'

export default defineConfig({ test: { include: ['tests/package/**/*.test.ts'], reporters: ['default', closingLine], testTimeout: 120_000, hookTimeout: 120_000 } })
