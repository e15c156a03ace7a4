import { defineConfig } from 'vitest/config'
import { closingLine } from './tests/closing-line.ts'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'stand-in/**/*.test.ts', 'scripts/**/*.test.ts', 'tests/**/*.test.ts'],
    // They have scripts of their own.
    exclude: ['tests/package/**', 'tests/gateways/**', 'tests/mutation/**'],
    reporters: ['default', closingLine],
    testTimeout: 20_000,
  },
})
