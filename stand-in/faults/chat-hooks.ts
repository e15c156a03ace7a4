import type { Generation } from '../exchange-types.ts'
import type { Hooks } from '../hooks.ts'

export const regenerated = (change: (choice: Generation) => Partial<Generation>): Hooks => ({
  generation: (choice) => ({ ...choice, ...change(choice) }),
})
