import { defineConfig } from 'vitest/config'
import { closingLine } from '../closing-line.ts'

/** The checks that drive real client libraries: `npm run test:clients`. */
export default defineConfig({
  test: {
    name: 'clients',
    root: import.meta.dirname,
    include: ['**/*.check.ts'],
    reporters: ['default', closingLine],
    testTimeout: 60_000,
    sequence: { groupOrder: 1 },
    // Flows share a process with the server they ask, and no state.
    isolate: false,
    // Tracing is off in the drivers; this keeps also a forgotten one from reaching the internet.
    env: { OPENAI_AGENTS_DISABLE_TRACING: '1', LANGCHAIN_TRACING_V2: 'false', LANGSMITH_TRACING: 'false' },
  },
})
