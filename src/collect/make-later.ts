import type { Inconclusive, NoOccasion } from '../finding.ts'
import type { StepRecord, SuiteRecord } from '../judge/judge.ts'
import { open } from '../judge/reason.ts'
import { isMade, type Later, type Step } from '../suite/steps.ts'
import type { Observation } from '../wire/observe.ts'

/** The step that a later one stands for, made from the answers so far; or why there is none. */
export function makeLater(later: Later, record: SuiteRecord): Step | StepRecord {
  const earlier: Record<string, Observation> = {}
  for (const [name, step] of Object.entries(record)) {
    // What only Ollama could have told is absent elsewhere; a later step makes do without.
    if (!step.sent && step.code === 'no-native-api') continue
    if (!step.sent) return step
    const first = step.observations[0]
    if (first) earlier[name] = first
  }
  const made = later.make(earlier)
  return isMade(made) ? made : notMade(made)
}

/** What the record has of a step that could not be made. */
export const notMade = (why: Inconclusive | NoOccasion): StepRecord => ({
  sent: false,
  ...('noOccasion' in why ? open('no-occasion', why.noOccasion) : open('model', why.inconclusive)),
})
