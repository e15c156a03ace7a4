import type { KnownDeviation } from '../judge/known.ts'
import type { Plan } from '../plan/plan.ts'
import { namedProfiles } from '../policy/profile-file.ts'
import type { RunOptions } from '../record/options.ts'
import type { Answers } from '../recording/observe-recording.ts'
import type { Material } from '../report/formats.ts'
import type { Endpoint } from '../server/open.ts'
import type { Suite } from '../suite/suite.ts'
import { redactValue } from '../wire/redact.ts'
import { assess } from './assess.ts'

/** A side with its plan, its answers, and what the record says about the run. */
export interface AnsweredSide {
  suites: Suite[]
  plan: Plan
  target: Pick<Endpoint, 'kind'>
  answers: Answers
  options: Pick<RunOptions, 'only' | 'skip' | 'failOn' | 'profiles'>
  known: KnownDeviation[]
  /** Secrets to take out of the record. */
  secrets: readonly string[]
  interrupted: boolean
  command: string
  startedAt: string
}

/** Judges one side without a reference. */
export function judgeAlone({ target, answers, options, secrets, ...context }: AnsweredSide): Material {
  const { only, skip, failOn, profiles } = options
  const { record, evidence } = assess({
    ...context,
    only,
    skip,
    failOn,
    profiles: namedProfiles(profiles),
    targetKind: target.kind,
    target: answers,
    reference: { kind: 'none' },
  })
  return { record: redactValue(record, secrets), evidence }
}
