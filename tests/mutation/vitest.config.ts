import { defineConfig } from 'vitest/config'
import parts from './parts.json' with { type: 'json' }

/** The tests that the mutants of a folder are tried on: those that need no process, no server and little time. */
const { tests } = parts[(process.env['MUTATED'] ?? 'judge') as keyof typeof parts]

export default defineConfig({ test: { include: tests, testTimeout: 60_000 } })
