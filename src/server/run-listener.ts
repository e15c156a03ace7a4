import type { Side } from '../collect/collect.ts'
import type { Plan } from '../plan/plan.ts'
import type { Suite } from '../suite/suite.ts'
import type { Observation } from '../wire/observe.ts'
import type { Endpoint } from './open.ts'
import type { Reference } from './sides.ts'

/** What a run tells while it goes on. */
export interface RunListener {
  note: (line: string) => void
  planned: (plan: Plan, target: Endpoint, reference: Reference) => void
  /** A side is asked, so many suites in all. */
  asking: (side: Side['name'], suites: number) => void
  answered: (side: Side['name'], observation: Observation) => void
  suiteDone: (side: Side['name'], suite: Suite) => void
  /** Everything is sent. */
  judging: () => void
  /** Everything is judged and compared. */
  writing: () => void
}
