import { isGroup, isLater, isMade, isRepeated, type DeclaredStep, type Step } from '../suite/steps.ts'
import type { Suite } from '../suite/suite.ts'

/** High enough for a small model to choose other words, low enough for it to go on with a pattern. */
const TEMPERATURE = 0.7

/**
 * The suite with another seed and a temperature above 0 in every request that generates, another seed for each `nth`: what a
 * server enforces holds for any words, and what the model happened to say changes.
 */
export const varied = (suite: Suite, nth: number): Suite => ({
  ...suite,
  steps: Object.fromEntries(Object.entries(suite.steps).map(([name, step]) => [name, declared(step, nth)])),
})

function declared(step: DeclaredStep, nth: number): DeclaredStep {
  if (isGroup(step)) return { ...step, steps: step.steps.map((one) => request(one, nth)) }
  if (isRepeated(step)) return { ...step, step: request(step.step, nth) }
  if (!isLater(step)) return request(step, nth)
  return {
    ...step,
    make(earlier) {
      const made = step.make(earlier)
      return isMade(made) ? request(made, nth) : made
    },
  }
}

/** A request that says nothing of how its answer is sampled stays as it is. */
function request(step: Step, nth: number): Step {
  const { body } = step
  if (typeof body !== 'object' || body === null) return step
  const { temperature, seed } = body
  return {
    ...step,
    body: {
      ...body,
      ...(typeof temperature === 'number' ? { temperature: TEMPERATURE } : {}),
      ...(typeof seed === 'number' ? { seed: seed + nth } : {}),
    },
  }
}
