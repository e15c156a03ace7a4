import type { Deviation } from '../../../src/deviations/deviation.ts'
import type { Hooks } from '../../../src/deviations/hooks.ts'

/** A defect that is in no list: no rule was written for it, and no profile was measured with it. */
export const defect = (name: string, about: string, hooks: Hooks): Deviation => ({
  name: `held-out-${name}`,
  about,
  rules: [],
  hooks,
})
