import { defineConfig } from 'vitest/config'
import { closingLine } from '../closing-line.ts'

/** The checks that drive real client libraries: `npm run test:clients`. */
export default defineConfig({
  test: {
    name: 'clients',
    root: import.meta.dirname,
    include: ['**/*.check.ts'],
    reporters: ['default', closingLine],
    sequence: { groupOrder: 1 },
  },
})
