import type { Hooks } from './hooks.ts'
import type { Generation } from './server-reply.ts'

export const regenerated = (change: (choice: Generation) => Partial<Generation>): Hooks => ({
  generation: (choice) => ({ ...choice, ...change(choice) }),
})
